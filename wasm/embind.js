// In place of functions of Embind's own JavaScript.
mergeInto(LibraryManager.library, {
  // Classes of errors of their own are made in a way that fails where a page froze Error's prototype. None of them is ever told apart.
  $extendError__deps: [],
  $extendError: function (error) {
    return error;
  },

  // Texts pass by the browser's own coders: half a kilobyte less than Embind's loops, and the faster the longer the text.
  _embind_register_std_string__deps: ['$readLatin1String', '$registerType', '$throwBindingError', 'malloc', 'free'],
  _embind_register_std_string: function (rawType, name) {
    var encoder = new TextEncoder();
    var decoder = new TextDecoder('utf-8', { ignoreBOM: true });
    registerType(rawType, {
      name: readLatin1String(name),
      argPackAdvance: 8,
      readValueFromPointer: null, // Only values within classes are read so.
      destructorFunction: (at) => _free(at),
      fromWireType: (at) => {
        var text = decoder.decode(HEAPU8.subarray(at + 4, at + 4 + HEAPU32[at >> 2]));
        _free(at);
        return text;
      },
      toWireType: (destructors, text) => {
        if (typeof text != 'string') throwBindingError('Cannot pass non-string to std::string');
        var bytes = encoder.encode(text);
        // Longer than any model or state, and short enough that memory holds what is made of it.
        if (bytes.length > 1 << 22) throwBindingError('Text over 4 MB');
        var at = _malloc(4 + bytes.length);
        HEAPU32[at >> 2] = bytes.length;
        HEAPU8.set(bytes, at + 4);
        if (destructors !== null) destructors.push(_free, at);
        return at;
      },
    });
  },
});
