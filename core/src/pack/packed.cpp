// The text of a packed model as the model.
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

Result<Model> unpack(std::string_view text) {
  if (text.size() > kMaxPackedBytes) {
    return Error{"too_long", "", joined("", text.size(), " bytes"),
                 joined("a packed model has at most ", kMaxPackedBytes)};
  }
  auto document = parse_json(text);
  if (!document) return document.errors();
  const Value* format = document->find("kelvin_packed");
  if (format == nullptr) {
    return Error{"not_packed", "", "no packed model",
                 "load the whole core for a model's source, or pack it: kelvin check --pack"};
  }
  const Value* laws = document->find("laws");
  if (*format == Value(1)) return Error{"older_format", "/kelvin_packed", "1", kPackAgain};
  if (above(format, kPackedFormat)) return newer("/kelvin_packed", to_json(*format));
  if (above(laws, kLaws)) return newer("/laws", to_json(*laws));
  const Value* sum = document->find("sum");
  auto* row = const_cast<Value*>(document->find("model"));
  if (*format != Value(kPackedFormat) || sum == nullptr || row == nullptr ||
      row->as_array() == nullptr || *sum != Value(packed_sum(*row->as_array()))) {
    return damaged("/sum");
  }
  return read_tables(std::move(*row->as_array()));
}

}  // namespace kelvin
