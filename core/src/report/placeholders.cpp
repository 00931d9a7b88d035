#include "report/placeholders.h"

#include <algorithm>

namespace kelvin {
namespace {

constexpr std::string_view kOpen = "{{";
constexpr std::string_view kClose = "}}";

std::string_view trimmed(std::string_view text) {
  while (text.starts_with(' ')) text.remove_prefix(1);
  while (text.ends_with(' ')) text.remove_suffix(1);
  return text;
}

const Value* item_at(const Array& items, std::string_view place) {
  std::size_t index = 0;
  if (place.empty() || place.size() > 4) return nullptr;
  for (const char c : place) {
    if (c < '0' || c > '9') return nullptr;
    index = index * 10 + static_cast<std::size_t>(c - '0');
  }
  return index < items.size() ? &items[index] : nullptr;
}

void append_percent_encoded(Text& out, std::string_view text) {
  constexpr const char* kDigits = "0123456789ABCDEF";
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    const bool plain = (c >= '0' && c <= '9') || ((c | 0x20) >= 'a' && (c | 0x20) <= 'z') ||
                       c == '-' || c == '.' || c == '_' || c == '~';
    if (plain) {
      out += c;
    } else {
      out += '%';
      out += kDigits[byte >> 4];
      out += kDigits[byte & 15];
    }
  }
}

Value filled_text(std::string_view text, const Value& message) {
  Text out;
  for (bool first = true; !text.empty(); first = false) {
    const Piece piece = next_piece(text);
    if (piece.kind != Piece::Kind::kPlaceholder) {
      out += piece.text;
      continue;
    }
    const Value* value = value_at(message, piece.text);
    if (first && text.empty()) return value != nullptr ? *value : Value();
    if (value != nullptr) append_text(out, *value);
  }
  return out;
}

}  // namespace

Piece next_piece(std::string_view& rest) {
  const std::size_t open = rest.find(kOpen);
  std::size_t length = std::min(open, rest.size());
  Piece piece{Piece::Kind::kLetters, rest.substr(0, length)};
  if (open == 0 && rest.substr(2, 2) == kOpen) {
    piece.text = kOpen;
    length = 4;
  } else if (open == 0) {
    const std::size_t close = rest.find(kClose);
    const bool closed = close != rest.npos;
    piece.kind = closed ? Piece::Kind::kPlaceholder : Piece::Kind::kUnclosed;
    piece.text = closed ? trimmed(rest.substr(2, close - 2)) : rest;
    length = closed ? close + 2 : rest.size();
  }
  rest.remove_prefix(length);
  return piece;
}

const Value* value_at(const Value& message, std::string_view path) {
  if (path == "message") return &message;
  const Value* value = &message;
  for (bool first = true;; first = false) {
    const std::size_t dot = path.find('.');
    const std::string_view name = path.substr(0, dot);
    const Array* items = value->as_array();
    const Value* found = items != nullptr ? item_at(*items, name) : value->find(name);
    if (first && found == nullptr) {
      const Value* data = message.find("data");
      found = data != nullptr ? data->find(name) : nullptr;
    }
    if (found == nullptr || dot == path.npos) return found;
    value = found;
    path.remove_prefix(dot + 1);
  }
}

bool is_plain_list(const Value& value) {
  const Array* items = value.as_array();
  return items != nullptr && std::all_of(items->begin(), items->end(), [](const Value& item) {
           return item.as_array() == nullptr && item.as_object() == nullptr;
         });
}

void append_text(Text& out, const Value& value) {
  if (const Text* text = value.as_text()) {
    out += *text;
  } else if (is_plain_list(value)) {
    const char* separator = "";
    for (const Value& item : *value.as_array()) {
      out += separator;
      append_text(out, item);
      separator = ", ";
    }
  } else if (!value.is_null()) {
    append_json(out, value);
  }
}

Value filled(const Value& body, const Value& message) {
  if (const Text* text = body.as_text()) return filled_text(*text, message);
  Value out = body;
  if (Array* items = out.as_array()) {
    for (Value& item : *items) item = filled(item, message);
  } else if (Object* members = out.as_object()) {
    for (auto& [name, member] : *members) member = filled(member, message);
  }
  return out;
}

Text filled_url(std::string_view url, const Value& message) {
  Text out;
  while (!url.empty()) {
    const Piece piece = next_piece(url);
    if (piece.kind != Piece::Kind::kPlaceholder) {
      out += piece.text;
    } else if (const Value* value = value_at(message, piece.text)) {
      Text text;
      append_text(text, *value);
      append_percent_encoded(out, text);
    }
  }
  return out;
}

}  // namespace kelvin
