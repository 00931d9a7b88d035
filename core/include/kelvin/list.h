// List: the core's std::vector. What grows, moves and closes gaps is written once, for bytes, and
// stands in list.cpp; of each List<T> only what knows T is compiled. That makes a page a tenth
// smaller, and lets lists live in an arena (kelvin/memory.h).
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <initializer_list>
#include <iterator>
#include <memory>
#include <new>
#include <type_traits>
#include <utility>

namespace kelvin {

/// Whether a T is still the same T when its bytes stand elsewhere. So are all of the core's: they
/// hold numbers, texts, lists, and what std::optional and std::pair make of these. Not so is what
/// points into itself, such as GCC's std::string and std::map: a list of these does not compile. A
/// struct that hides one in a member cannot be seen from here: keep it in a std::vector.
template <class T>
inline constexpr bool kMovesBitwise = std::is_trivially_copyable_v<T> || !requires(const T& t) {
  t.get_allocator();
};

namespace detail {

/// The memory of a list: bytes, and how many items of them are in use.
class Room {
 public:
  [[nodiscard]] std::size_t size() const { return size_; }
  [[nodiscard]] std::size_t capacity() const { return capacity_ & ~kInArena; }

 protected:
  Room() = default;
  Room(Room&& other) noexcept : data_(other.data_), size_(other.size_), capacity_(other.capacity_) {
    other.forget();
  }
  void forget() {
    data_ = nullptr;
    size_ = 0;
    capacity_ = 0;
  }
  void swap(Room& other) noexcept {
    std::swap(data_, other.data_);
    std::swap(size_, other.size_);
    std::swap(capacity_, other.capacity_);
  }

  /// Room for so many items in all.
  void reserve(std::size_t items, std::size_t bytes_each);
  /// Room for more, with some to spare, so that adding items one by one is cheap.
  void grow(std::size_t more, std::size_t bytes_each);
  /// Opens a gap of so many items, which it counts, and gives its place.
  std::byte* open(std::size_t at, std::size_t items, std::size_t bytes_each);
  void close(std::size_t at, std::size_t items, std::size_t bytes_each);
  void release();

  /// Set in the capacity: the memory is an arena's, and never freed singly.
  static constexpr std::uint32_t kInArena = std::uint32_t{1} << 31;

  std::byte* data_ = nullptr;
  std::uint32_t size_ = 0;
  std::uint32_t capacity_ = 0;
};

}  // namespace detail

/// As std::vector, with these differences: at most 2^31 - 1 items, T is moved bitwise, and nothing
/// is ever thrown. `clear` keeps the memory, and so does assigning what fits.
template <class T>
class List : public detail::Room {
 public:
  using value_type = T;
  using size_type = std::size_t;
  using difference_type = std::ptrdiff_t;
  using reference = T&;
  using const_reference = const T&;
  using iterator = T*;
  using const_iterator = const T*;

  List() = default;
  explicit List(std::size_t count) { resize(count); }
  List(std::size_t count, const T& item) { resize(count, item); }
  List(std::initializer_list<T> items) { append(items.begin(), items.end()); }
  template <class It>
  requires requires(It it) {
    *it;
    ++it;
  }
  List(It first, It last) { append(first, last); }
  List(const List& other) : Room() { append(other.begin(), other.end()); }
  List(List&& other) noexcept : Room(std::move(other)) {}
  List& operator=(const List& other) {
    if (this != &other) assign(other.begin(), other.end());
    return *this;
  }
  List& operator=(List&& other) noexcept {
    Room::swap(other);
    return *this;
  }
  List& operator=(std::initializer_list<T> items) {
    assign(items.begin(), items.end());
    return *this;
  }
  ~List() {
    destroy(begin(), end());
    release();
  }

  [[nodiscard]] bool empty() const { return size_ == 0; }
  [[nodiscard]] T* data() { return reinterpret_cast<T*>(data_); }
  [[nodiscard]] const T* data() const { return reinterpret_cast<const T*>(data_); }
  [[nodiscard]] T* begin() { return data(); }
  [[nodiscard]] T* end() { return data() + size_; }
  [[nodiscard]] const T* begin() const { return data(); }
  [[nodiscard]] const T* end() const { return data() + size_; }
  [[nodiscard]] T& operator[](std::size_t i) { return data()[i]; }
  [[nodiscard]] const T& operator[](std::size_t i) const { return data()[i]; }
  [[nodiscard]] T& front() { return *data(); }
  [[nodiscard]] const T& front() const { return *data(); }
  [[nodiscard]] T& back() { return data()[size_ - 1]; }
  [[nodiscard]] const T& back() const { return data()[size_ - 1]; }

  void reserve(std::size_t items) {
    if (items > capacity()) Room::reserve(items, bytes_each());
  }
  void clear() {
    destroy(begin(), end());
    size_ = 0;
  }
  void resize(std::size_t count) {
    shorten(count);
    if (count > capacity()) grow(count - size_, bytes_each());
    while (size_ < count) new (data() + size_++) T();
  }
  void resize(std::size_t count, const T& item) {
    shorten(count);
    if (count > size_) insert(end(), count - size_, item);
  }

  void push_back(const T& item) { emplace_back(item); }
  void push_back(T&& item) { emplace_back(std::move(item)); }
  /// The arguments may be items of the list itself, or parts of them.
  template <class... Arguments>
  T& emplace_back(Arguments&&... arguments) {
    Made made(std::forward<Arguments>(arguments)...);
    if (size_ == capacity()) grow(1, bytes_each());
    return *made.move_to(data_ + bytes_each() * size_++);
  }
  void pop_back() { shorten(size_ - 1); }

  template <class... Arguments>
  T* emplace(const T* before, Arguments&&... arguments) {
    Made made(std::forward<Arguments>(arguments)...);
    return made.move_to(open(place(before), 1, bytes_each()));
  }
  T* insert(const T* before, const T& item) { return emplace(before, item); }
  T* insert(const T* before, T&& item) { return emplace(before, std::move(item)); }
  T* insert(const T* before, std::size_t count, const T& item) {
    const T same(item);  // it may be one of those that are moved
    T* gap = reinterpret_cast<T*>(open(place(before), count, bytes_each()));
    for (T* at = gap; count > 0; --count) new (at++) T(same);
    return gap;
  }
  /// The items must not be the list's own.
  template <class It>
  requires requires(It it) {
    *it;
    ++it;
  }
  T* insert(const T* before, It first, It last) {
    const auto count = static_cast<std::size_t>(std::distance(first, last));
    T* gap = reinterpret_cast<T*>(open(place(before), count, bytes_each()));
    for (T* at = gap; first != last; ++first) new (at++) T(*first);
    return gap;
  }
  T* insert(const T* before, std::initializer_list<T> items) {
    return insert(before, items.begin(), items.end());
  }

  void assign(std::size_t count, const T& item) {
    const T same(item);
    clear();
    resize(count, same);
  }
  /// The items must not be the list's own.
  template <class It>
  requires requires(It it) {
    *it;
    ++it;
  }
  void assign(It first, It last) {
    T* at = begin();
    for (; at != end() && first != last; ++at, ++first) *at = *first;
    shorten(static_cast<std::size_t>(at - begin()));
    append(first, last);
  }
  void assign(std::initializer_list<T> items) { assign(items.begin(), items.end()); }

  T* erase(const T* item) { return erase(item, item + 1); }
  T* erase(const T* first, const T* last) {
    const std::size_t at = place(first);
    destroy(data() + at, data() + place(last));
    close(at, static_cast<std::size_t>(last - first), bytes_each());
    return data() + at;
  }

  void swap(List& other) noexcept { Room::swap(other); }
  friend void swap(List& a, List& b) noexcept { a.swap(b); }

  friend bool operator==(const List& a, const List& b) {
    return a.size_ == b.size_ && std::equal(a.begin(), a.end(), b.begin());
  }
  /// In the order of the first items that differ.
  friend bool operator<(const List& a, const List& b) {
    return std::lexicographical_compare(a.begin(), a.end(), b.begin(), b.end());
  }

 private:
  static constexpr std::size_t bytes_each() {
    return sizeof(T);  // NOLINT(bugprone-sizeof-expression): of a pointer where T is one
  }

  /// An item on its way into the list: made while the list may still be in its arguments, and then
  /// moved bitwise, so that nothing is left of it here.
  class Made {
   public:
    template <class... Arguments>
    explicit Made(Arguments&&... arguments) {
      static_assert(kMovesBitwise<T>, "keep it in a std::vector: it does not move bitwise");
      static_assert(alignof(T) <= alignof(std::max_align_t));
      new (static_cast<void*>(bytes_)) T(std::forward<Arguments>(arguments)...);
    }
    T* move_to(std::byte* place) {
      std::memcpy(place, bytes_, bytes_each());
      return reinterpret_cast<T*>(place);
    }

   private:
    alignas(T) std::byte bytes_[bytes_each()];
  };

  [[nodiscard]] std::size_t place(const T* item) const {
    return static_cast<std::size_t>(item - data());
  }
  static void destroy([[maybe_unused]] T* first, [[maybe_unused]] T* last) {
    if constexpr (!std::is_trivially_destructible_v<T>) std::destroy(first, last);
  }
  void shorten(std::size_t count) {
    if (count >= size_) return;
    destroy(data() + count, end());
    size_ = static_cast<std::uint32_t>(count);
  }
  template <class It>
  void append(It first, It last) {
    if constexpr (std::is_pointer_v<It> && std::is_trivially_copyable_v<T> &&
                  std::is_same_v<std::remove_const_t<std::remove_pointer_t<It>>, T>) {
      const auto count = static_cast<std::size_t>(last - first);
      if (count > 0) std::memcpy(open(size_, count, bytes_each()), first, count * bytes_each());
    } else {
      reserve(size_ + static_cast<std::size_t>(std::distance(first, last)));
      for (; first != last; ++first) new (data() + size_++) T(*first);
    }
  }
};

/// Takes out the items for which that holds; how many they were.
template <class T, class Holds>
std::size_t erase_if(List<T>& list, Holds holds) {
  T* left = std::remove_if(list.begin(), list.end(), holds);
  const auto count = static_cast<std::size_t>(list.end() - left);
  list.erase(left, list.end());
  return count;
}

}  // namespace kelvin
