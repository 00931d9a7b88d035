// A packed model as the model.
#include "kelvin/packed.h"

#include <utility>

#include "base/hash.h"
#include "diagnose/problems.h"
#include "json/number_text.h"
#include "pack/model_reader.h"
#include "pack/tables.h"

namespace kelvin {
namespace {

constexpr const char* kPackAgain = "pack it again: kelvin check --pack model.json";

Error damaged(Text at) {
  return {"damaged", std::move(at), "this is not as it was packed", kPackAgain};
}

Error newer(Text at, Text found) {
  return {"newer_format", std::move(at), std::move(found),
          "a newer Kelvin packed it: update this one, or pack it with this one"};
}

bool above(const Value* value, int known) {
  const double* number = value != nullptr ? value->as_number() : nullptr;
  return number != nullptr && *number > known;
}

Result<Model> read_tables(Array row) {
  auto model = std::make_unique<Model>();
  ModelReader reader(*model, std::move(row));
  if (reader.read()) return model;
  Text at = "/model/" + integer_text(reader.row().at());
  if (reader.row().newer()) return newer(std::move(at), "a part that is not known here");
  return damaged(std::move(at));
}

}  // namespace

double packed_sum(const Array& row) {
  return static_cast<double>(hash48(to_json(row)));
}

std::optional<Error> too_long_packed(std::size_t bytes) {
  if (bytes <= kMaxPackedBytes) return std::nullopt;
  return Error{"too_long", "", joined("", bytes, " bytes"),
               joined("a packed model has at most ", kMaxPackedBytes)};
}

Result<Model> unpack(Value&& packed) {
  const Value* format = packed.find("kelvin_packed");
  if (format == nullptr) {
    return Error{"not_packed", "", "no packed model",
                 "load the whole core for a model's source, or pack it: kelvin check --pack"};
  }
  const Value* laws = packed.find("laws");
  if (*format == Value(1)) return Error{"older_format", "/kelvin_packed", "1", kPackAgain};
  if (above(format, kPackedFormat)) return newer("/kelvin_packed", to_json(*format));
  if (above(laws, kLaws)) return newer("/laws", to_json(*laws));
  const Value* sum = packed.find("sum");
  auto* row = const_cast<Value*>(packed.find("model"));
  if (*format != Value(kPackedFormat) || sum == nullptr || row == nullptr ||
      row->as_array() == nullptr || *sum != Value(packed_sum(*row->as_array()))) {
    return damaged("/sum");
  }
  return read_tables(std::move(*row->as_array()));
}

}  // namespace kelvin
