#include "flat.h"

#include <cstdint>
#include <cstring>

#include "json/number_text.h"
#include "kelvin/value_builder.h"

namespace {

using namespace kelvin;

class Walk {
 public:
  explicit Walk(const char* at) : at_(at) {}

  /// A listener that is nullptr has declined.
  void value(JsonListener* to) {
    switch (*at_++) {
      case 0:
        if (to != nullptr) to->null();
        return;
      case 1:
      case 2:
        if (to != nullptr) to->boolean(at_[-1] == 2);
        return;
      case 3: {
        const auto number = take<double>();
        if (to != nullptr) to->number(number);
        return;
      }
      case 4: {
        const std::string_view read = text();
        if (to != nullptr) to->text(read);
        return;
      }
      case 5:
        if (to != nullptr) to->begin_array();
        while (*at_ != 7) value(to);
        if (to != nullptr) to->end_array();
        break;
      default:
        if (to != nullptr) to->begin_object();
        while (*at_ != 7) {
          ++at_;
          const std::string_view name = text();
          value(to != nullptr && to->key(name) ? to : nullptr);
        }
        if (to != nullptr) to->end_object();
    }
    ++at_;
  }

  [[nodiscard]] const char* at() const { return at_; }

  std::string_view text() {
    const auto size = take<std::uint32_t>();
    at_ += size;
    return {at_ - size, size};
  }

 private:
  template <class T>
  T take() {
    T out;
    std::memcpy(&out, at_, sizeof out);
    at_ += sizeof out;
    return out;
  }

  const char* at_;
};

}  // namespace

std::size_t text_size(std::string_view flat) {
  std::uint32_t size = 0;
  std::memcpy(&size, flat.data(), sizeof size);
  return size;
}

std::optional<Error> tell_flat(std::string_view flat, JsonListener& listener) {
  const char* value = flat.data() + sizeof(std::uint32_t);
  if (*value == 9) {
    return Error{"too_deep", "", "more than " + integer_text(kMaxDepth) + " levels",
                 "nest lists and objects less deeply"};
  }
  if (*value == 8) {
    return Error{"bad_json", "", Text(Walk(value + 2).text()),
                 text_size(flat) == 0 ? "the text is empty" : "the text is not valid JSON"};
  }
  Walk(value).value(&listener);
  return std::nullopt;
}

std::optional<List<const char*>> items_of(std::string_view flat) {
  const char* item = flat.data() + sizeof(std::uint32_t);
  if (*item++ != 5) return std::nullopt;
  List<const char*> items;
  while (*item != 7) {
    items.push_back(item);
    Walk past(item);
    past.value(nullptr);
    item = past.at();
  }
  return items;
}

void tell_item(const char* item, JsonListener& listener) {
  Walk(item).value(&listener);
}

Result<Value> document(std::string_view flat) {
  ValueBuilder builder;
  if (auto error = tell_flat(flat, builder)) return *std::move(error);
  return builder.take_document();
}
