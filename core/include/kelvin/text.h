// Text: the core's std::string. It takes its memory where lists do (kelvin/memory.h), and may
// borrow its bytes: then it owns nothing until it is changed.
//
//   Text line = "a=1";
//   Text key = Text::borrow(std::string_view(line).substr(0, 1));   // no copy
//   Text again = key;                       // borrows from `line` as well
//   key += '!';                             // copied now: "a!", and `line` is as it was
//
// What is borrowed must outlive whoever borrows it, and must not change meanwhile:
//
//   Text name = Text::borrow(read_line());  // wrong: the line is gone at the end of this line
//   line += "&b=2";                         // wrong where somebody borrows: its bytes may move
//
// A borrow is handed on by copying and by moving a text, not by assigning to one that is there:
// `state.user_id = event.user_id` copies bytes. `own()` ends a borrow.
#pragma once

#include <compare>
#include <concepts>
#include <functional>
#include <string>
#include <string_view>

#include "kelvin/list.h"

namespace kelvin {

class Text;

namespace detail {
template <class T>
concept Bytes = std::convertible_to<const T&, std::string_view>;
template <class T>
concept OtherBytes = Bytes<T> && !std::same_as<std::remove_cvref_t<T>, Text>;
}  // namespace detail

/// Bytes; UTF-8 where nothing else is said. No zero stands behind them.
class Text : private detail::Room {
 public:
  using value_type = char;
  using size_type = std::size_t;
  static constexpr std::size_t npos = std::string_view::npos;

  Text() = default;
  Text(const char* text) : Text(std::string_view(text)) {}
  Text(const std::string& text) : Text(std::string_view(text)) {}
  explicit Text(std::string_view text);
  Text(const char* text, std::size_t size) : Text(std::string_view(text, size)) {}
  Text(std::size_t count, char c) { resize(count, c); }
  /// A text that stands elsewhere, until this one is changed.
  [[nodiscard]] static Text borrow(std::string_view text);

  Text(const Text& other);
  Text(Text&& other) noexcept : Room(std::move(other)) {}
  /// What fits into the memory that there is stays there; the text may be a part of this one.
  Text& operator=(std::string_view text);
  Text& operator=(const Text& other) { return *this = std::string_view(other); }
  Text& operator=(Text&& other) noexcept {
    Room::swap(other);
    return *this;
  }
  Text& operator=(const char* text) { return *this = std::string_view(text); }
  Text& operator=(const std::string& text) { return *this = std::string_view(text); }
  ~Text() { release(); }

  operator std::string_view() const { return {data(), size_}; }
  operator std::string() const { return std::string(data(), size_); }

  [[nodiscard]] std::size_t size() const { return size_; }
  [[nodiscard]] bool empty() const { return size_ == 0; }
  [[nodiscard]] std::size_t capacity() const { return Room::capacity(); }
  [[nodiscard]] bool borrows() const { return capacity_ == 0 && size_ > 0; }
  [[nodiscard]] const char* data() const { return reinterpret_cast<const char*>(data_); }
  [[nodiscard]] const char* begin() const { return data(); }
  [[nodiscard]] const char* end() const { return data() + size_; }
  [[nodiscard]] const char& operator[](std::size_t i) const { return data()[i]; }
  [[nodiscard]] const char& front() const { return data()[0]; }
  [[nodiscard]] const char& back() const { return data()[size_ - 1]; }

  /// The bytes, to be changed; the text's own from now on.
  char* own();
  void reserve(std::size_t bytes);
  void clear();
  void resize(std::size_t size, char c = '\0');

  void push_back(char c);
  void pop_back() { --size_; }
  /// These may be given a part of this text.
  Text& append(std::string_view text);
  Text& append(const char* text, std::size_t size) { return append(std::string_view(text, size)); }
  Text& append(std::size_t count, char c);
  Text& operator+=(std::string_view text) { return append(text); }
  Text& operator+=(char c) {
    push_back(c);
    return *this;
  }
  Text& insert(std::size_t at, std::string_view text);
  Text& replace(std::size_t at, std::size_t count, std::string_view text);
  Text& assign(std::string_view text) { return *this = text; }
  Text& assign(const char* text, std::size_t size) { return *this = std::string_view(text, size); }
  Text& assign(std::size_t count, char c);
  /// Up to `count` bytes; without it all that follows.
  Text& erase(std::size_t at = 0, std::size_t count = npos);
  void swap(Text& other) noexcept { Room::swap(other); }

  [[nodiscard]] Text substr(std::size_t at, std::size_t count = npos) const {
    return Text(view().substr(at, count));
  }
  template <class What>
  [[nodiscard]] std::size_t find(const What& what, std::size_t from = 0) const {
    return view().find(what, from);
  }
  template <class What>
  [[nodiscard]] std::size_t rfind(const What& what, std::size_t from = npos) const {
    return view().rfind(what, from);
  }
  template <class What>
  [[nodiscard]] std::size_t find_first_of(const What& what, std::size_t from = 0) const {
    return view().find_first_of(what, from);
  }
  template <class What>
  [[nodiscard]] std::size_t find_first_not_of(const What& what, std::size_t from = 0) const {
    return view().find_first_not_of(what, from);
  }
  template <class What>
  [[nodiscard]] std::size_t find_last_of(const What& what, std::size_t from = npos) const {
    return view().find_last_of(what, from);
  }
  template <class What>
  [[nodiscard]] std::size_t find_last_not_of(const What& what, std::size_t from = npos) const {
    return view().find_last_not_of(what, from);
  }
  template <class What>
  [[nodiscard]] bool starts_with(const What& what) const {
    return view().starts_with(what);
  }
  template <class What>
  [[nodiscard]] bool ends_with(const What& what) const {
    return view().ends_with(what);
  }
  [[nodiscard]] int compare(std::string_view other) const { return view().compare(other); }
  [[nodiscard]] int compare(std::size_t at, std::size_t count, std::string_view other) const {
    return view().compare(at, count, other);
  }

  template <detail::Bytes Other>
  friend bool operator==(const Text& a, const Other& b) {
    return a.view() == std::string_view(b);
  }
  template <detail::Bytes Other>
  friend std::strong_ordering operator<=>(const Text& a, const Other& b) {
    return a.view().compare(std::string_view(b)) <=> 0;
  }

  template <detail::Bytes Other>
  friend Text operator+(const Text& a, const Other& b) {
    return joined(a, std::string_view(b));
  }
  template <detail::Bytes Other>
  friend Text operator+(Text&& a, const Other& b) {
    return std::move(a.append(std::string_view(b)));
  }
  template <detail::OtherBytes Other>
  friend Text operator+(const Other& a, const Text& b) {
    return joined(std::string_view(a), b);
  }
  friend Text operator+(Text a, char b) { return std::move(a += b); }
  friend Text operator+(char a, const Text& b) { return joined({&a, 1}, b); }

  /// For streams.
  template <class Stream>
  requires requires { typename Stream::char_type; }
  friend Stream& operator<<(Stream& out, const Text& text) {
    out << text.view();
    return out;
  }

 private:
  [[nodiscard]] std::string_view view() const { return *this; }
  static Text joined(std::string_view a, std::string_view b);
  /// Room for so many bytes more, which may be a part of this text: gives where they stand then.
  const char* make_room(std::string_view more);
};

}  // namespace kelvin

template <>
struct std::hash<kelvin::Text> {
  std::size_t operator()(const kelvin::Text& text) const noexcept {
    return std::hash<std::string_view>()(text);
  }
};
