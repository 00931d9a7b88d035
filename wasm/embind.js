// In place of functions of Embind's own JavaScript.
mergeInto(LibraryManager.library, {
  // Classes of errors of their own are made in a way that fails where a page froze Error's prototype. None of them is ever told apart.
  $extendError__deps: [],
  $extendError: function (error) {
    return error;
  },

  // A JSON text as the flat document of flat.h, which has its picture. JSON.parse takes more than the core does, and what it takes too much is
  // refused here; and it gives members whose names are whole numbers before all others, so these have a mark while it parses.
  $flatDocument__deps: ['$encoder'],
  $flatDocument: function (text, size) {
    var mark = '\ue000\ue001';
    var bytes = new Uint8Array(text.length + 64);
    var view = new DataView(bytes.buffer);
    var at = 4;
    var levels = 0;
    var marked = text.replace(/([{,]\s*")(?=\d+"\s*:)/g, '$1' + mark);
    var halves = /\\u[dD]/.test(text); // Only an escape can be half a surrogate: others were replaced by now.
    var room = (more) => {
      if (at + more <= bytes.length) return;
      var old = bytes;
      bytes = new Uint8Array(2 * (at + more));
      bytes.set(old);
      view = new DataView(bytes.buffer);
    };
    var put = (text) => {
      if (halves && /\p{Cs}/u.test(text)) throw Error('half a surrogate');
      room(3 * text.length + 5);
      bytes[at] = 4;
      var { written } = encoder.encodeInto(text, bytes.subarray(at + 5));
      view.setUint32(at + 1, written, true);
      at += 5 + written;
    };
    var walk = (value) => {
      room(9);
      if (typeof value == 'string') {
        put(value);
      } else if (typeof value == 'number') {
        if (!isFinite(value)) throw Error('a number past the largest');
        bytes[at] = 3;
        view.setFloat64(at + 1, value + 0, true); // -0 becomes 0
        at += 9;
      } else if (typeof value != 'object' || !value) {
        bytes[at++] = value === null ? 0 : value ? 2 : 1;
      } else {
        if (++levels > 32) throw levels;
        var list = Array.isArray(value);
        bytes[at++] = list ? 5 : 6;
        var keys = list ? value : Object.keys(value);
        for (var i = 0; i < keys.length; i++) {
          if (!list) put(marked != text && keys[i].slice(0, 2) == mark ? keys[i].slice(2) : keys[i]);
          walk(list ? value[i] : value[keys[i]]);
        }
        room(1);
        bytes[at++] = 7;
        levels--;
      }
    };
    view.setUint32(0, size, true);
    try {
      walk(hostParse(marked[0] == '\ufeff' ? marked.slice(1) : marked));
    } catch (error) {
      at = 4;
      bytes[at++] = error > 32 ? 9 : 8;
      halves = false;
      put(text && String(error && error.message).slice(0, 99));
    }
    return bytes.subarray(0, at);
  },

  // Texts go in as documents, and come out by the browser's own decoder: half a kilobyte less than Embind's loops, and the faster the longer.
  _embind_register_std_string__deps: ['$readLatin1String', '$registerType', '$throwBindingError', '$flatDocument', '$encoder', 'malloc', 'free'],
  _embind_register_std_string: function (rawType, name) {
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
        text = text.replace(/\p{Cs}/gu, '\ufffd');
        // How long it is in UTF-8 matters only to what is long.
        var size = text.length > 3e5 ? encoder.encode(text).length : text.length;
        // A sixteenth of memory: in a page longer than any model or state, and short enough that memory holds what is made of it.
        if (size > 1 << {{{ Math.log2(MAXIMUM_MEMORY) - 4 }}}) throwBindingError('Text over {{{ MAXIMUM_MEMORY / 2 ** 24 }}} MB');
        var bytes = flatDocument(text, size);
        var at = _malloc(4 + bytes.length);
        HEAPU32[at >> 2] = bytes.length;
        HEAPU8.set(bytes, at + 4);
        if (destructors !== null) destructors.push(_free, at);
        return at;
      },
    });
  },
  $encoder: 'new TextEncoder()',
});
