// Without kelvin/json.h no verb takes a text for its document. This file must not include it.
#include <gtest/gtest.h>

#include <string>
#include <string_view>

#include "kelvin/check.h"
#include "kelvin/journey.h"
#include "kelvin/kelvin.h"

namespace kelvin {
namespace {

template <class T>
concept Compiles = requires(T&& document) {
  compile(std::forward<T>(document));
};
template <class T>
concept Checks = requires(T&& document) {
  check(std::forward<T>(document), true);
};
template <class T>
concept Unpacks = requires(T&& document) {
  unpack(std::forward<T>(document));
};
template <class T>
concept Minifies = requires(T&& document) {
  minify(std::forward<T>(document));
};
template <class T>
concept ReadByModel = requires(const Model& model, T&& document) {
  read_event(model, std::forward<T>(document));
  restore(model, std::forward<T>(document));
  read_journeys(model, std::forward<T>(document));
  lint(model, std::forward<T>(document));
};
template <class T>
constexpr bool kTaken = Compiles<T> || Checks<T> || Unpacks<T> || Minifies<T> || ReadByModel<T>;

TEST(NoText, IsTakenForADocument) {
  static_assert(Compiles<Value> && Checks<Value> && Unpacks<Value> && Minifies<Value>);
  static_assert(ReadByModel<Value>);
  static_assert(!kTaken<const char(&)[3]> && !kTaken<const char*> && !kTaken<std::string>);
  static_assert(!kTaken<std::string_view> && !kTaken<Text> && !kTaken<const Text&>);
  EXPECT_FALSE(compile(Value("{}")).ok()) << "who means it says so";
}

}  // namespace
}  // namespace kelvin
