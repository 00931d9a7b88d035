#include "kelvin/text.h"

#include <cstdint>

#include "base/memory.h"

namespace kelvin {

Text::Text(std::string_view text) {
  if (!text.empty()) std::memcpy(open(0, text.size(), 1), text.data(), text.size());
}

Text Text::borrow(std::string_view text) {
  if (text.size() >= kInArena) out_of_memory();
  Text out;
  // Nothing writes through it: whoever changes a text owns its bytes first.
  out.data_ = reinterpret_cast<std::byte*>(const_cast<char*>(text.data()));
  out.size_ = static_cast<std::uint32_t>(text.size());
  return out;
}

Text::Text(const Text& other) : Text(other.borrows() ? borrow(other) : Text(other.view())) {}

Text& Text::operator=(std::string_view text) {
  if (text.size() > capacity()) {
    size_ = 0;  // longer than this text, so no part of it: nothing need be kept
    Room::reserve(text.size(), 1);
  }
  if (!text.empty()) std::memmove(data_, text.data(), text.size());
  size_ = static_cast<std::uint32_t>(text.size());
  return *this;
}

char* Text::own() {
  if (borrows()) *this = Text(view());
  return reinterpret_cast<char*>(data_);
}

void Text::reserve(std::size_t bytes) {
  own();
  if (bytes > capacity()) Room::reserve(bytes, 1);
}

void Text::clear() {
  if (borrows()) forget();
  size_ = 0;
}

void Text::resize(std::size_t size, char c) {
  if (size > size_) {
    append(size - size_, c);
  } else {
    size_ = static_cast<std::uint32_t>(size);
  }
}

void Text::push_back(char c) {
  own();
  *open(size_, 1, 1) = static_cast<std::byte>(c);
}

Text& Text::append(std::size_t count, char c) {
  own();
  if (count > 0) std::memset(open(size_, count, 1), static_cast<unsigned char>(c), count);
  return *this;
}

Text& Text::assign(std::size_t count, char c) {
  clear();
  return append(count, c);
}

const char* Text::make_room(std::string_view more) {
  const auto from = reinterpret_cast<std::uintptr_t>(more.data());
  const auto mine = reinterpret_cast<std::uintptr_t>(own());
  const bool inside = from >= mine && from < mine + size_;
  if (capacity() - size_ < more.size()) grow(more.size(), 1);
  return inside ? data() + (from - mine) : more.data();
}

Text& Text::append(std::string_view text) {
  if (text.empty()) return *this;
  const char* from = make_room(text);
  std::memcpy(data_ + size_, from, text.size());
  size_ += static_cast<std::uint32_t>(text.size());
  return *this;
}

Text& Text::insert(std::size_t at, std::string_view text) {
  const Text same(text);
  own();
  if (!same.empty()) std::memcpy(open(at, same.size(), 1), same.data(), same.size());
  return *this;
}

Text& Text::replace(std::size_t at, std::size_t count, std::string_view text) {
  const Text same(text);
  return erase(at, count).insert(at, same);
}

Text& Text::erase(std::size_t at, std::size_t count) {
  own();
  close(at, std::min(count, size_ - at), 1);
  return *this;
}

Text Text::joined(std::string_view a, std::string_view b) {
  Text out;
  out.reserve(a.size() + b.size());
  out.append(a).append(b);
  return out;
}

}  // namespace kelvin
