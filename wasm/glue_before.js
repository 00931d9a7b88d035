// Before the glue, when the script is read: a page may put something else in JSON's place before the module is made.
var hostParse = JSON.parse;
