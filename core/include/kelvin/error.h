// Errors are values: what is wrong, where, what stands there, what to do.
#pragma once

#include <memory>
#include <utility>
#include "kelvin/text.h"

namespace kelvin {

/// One mistake in a model, an event or a saved state.
///
///   {code: "unknown_key", at: "/scores/0/rules/3/wher", found: "wher", fix: "did you mean where?"}
struct Error {
  Text code;   ///< stable, for programs: `unknown_key`, `bad_time`, ...
  Text at;     ///< a JSON pointer into the document; "" is the whole of it
  Text found;  ///< what stands there, cut to a line
  Text fix;    ///< what to do, for people

  friend bool operator==(const Error&, const Error&) = default;
};

using Errors = List<Error>;

/// A value, or every error that kept it from being made. Ask `ok()` before `value()`. It can be
/// moved, not copied, and moving it moves no value: large ones are made once and stay where they
/// are.
template <class T>
class [[nodiscard]] Result {
 public:
  Result(T value) : value_(std::make_unique<T>(std::move(value))) {}
  Result(std::unique_ptr<T> value) : value_(std::move(value)) {}
  Result(Errors errors) : errors_(std::move(errors)) {}
  Result(Error error) { errors_.push_back(std::move(error)); }

  [[nodiscard]] bool ok() const { return value_ != nullptr; }
  explicit operator bool() const { return ok(); }

  [[nodiscard]] const T& value() const& { return *value_; }
  [[nodiscard]] T& value() & { return *value_; }
  [[nodiscard]] T&& value() && { return std::move(*value_); }
  const T& operator*() const& { return *value_; }
  T& operator*() & { return *value_; }
  T&& operator*() && { return std::move(*value_); }
  const T* operator->() const { return value_.get(); }
  T* operator->() { return value_.get(); }
  /// The value, to keep.
  [[nodiscard]] std::unique_ptr<T> take() { return std::move(value_); }

  [[nodiscard]] const Errors& errors() const { return errors_; }

 private:
  std::unique_ptr<T> value_;
  Errors errors_;
};

}  // namespace kelvin
