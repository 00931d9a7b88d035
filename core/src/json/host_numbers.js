// Numbers as text and back by the host, for the core in WebAssembly (number_text.cpp): ECMAScript's own rules are those that the
// core promises.
mergeInto(LibraryManager.library, {
  kelvin_number_text: function (number, at) {
    var text = String(number);
    for (var i = 0; i < text.length; i++) HEAPU8[at + i] = text.charCodeAt(i);
    return i;
  },
  kelvin_parse_number: function (at, size) {
    for (var text = ''; size--; ) text += String.fromCharCode(HEAPU8[at++]);
    return Number(text);
  },
});
