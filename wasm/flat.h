// A JSON document as the glue hands it over: parsed by the host, laid flat in the module's memory.
//
//   4 bytes     how long the text was, in UTF-8
//   a value     0 null · 1 false · 2 true · 3 and 8 bytes: a number · 4, 4 bytes, text: its length,
//   UTF-8
//               5 values 7: a list · 6 (text, value)... 7: an object
//   or instead  8 and a text: no JSON, and what the host says of it · 9: nested too deeply
//
// Numbers are little-endian. embind.js writes it, and refuses as it does so what kelvin/json.h
// lists.
#pragma once

#include <optional>
#include <string_view>

#include "kelvin/error.h"
#include "kelvin/json_listener.h"
#include "kelvin/value.h"

/// How long the text was; 0 of an empty one.
std::size_t text_size(std::string_view flat);

/// Tells a listener what stands there, or why that is nothing.
std::optional<kelvin::Error> tell_flat(std::string_view flat, kelvin::JsonListener& listener);

/// Of a document that is a list: where each of its items stands, to be told one by one. Nothing for
/// any other.
std::optional<kelvin::List<const char*>> items_of(std::string_view flat);
void tell_item(const char* item, kelvin::JsonListener& listener);

/// The whole document.
kelvin::Result<kelvin::Value> document(std::string_view flat);
