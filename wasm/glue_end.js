// After the glue. In a page createKelvin is the script's variable; Node's require gives it too.
if (typeof module === 'object') module.exports = createKelvin;
