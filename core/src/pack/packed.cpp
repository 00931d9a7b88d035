#include "kelvin/packed.h"

#include <utility>

#include "base/hash.h"
#include "diagnose/problems.h"
#include "json/number_text.h"
#include "json/writer.h"
#include "pack/model_archive.h"

namespace kelvin {
namespace {

/// Rises when the order or the meaning of the values changes, and with kLaws: the digest holds
/// them.
constexpr int kPackedFormat = 2;
constexpr const char* kCore = KELVIN_VERSION;
constexpr const char* kPackAgain = "pack it again: kelvin check --pack model.json";

double checksum(const Array& row) {
  return static_cast<double>(hash48(to_json(row)));
}

Error damaged(Text at) {
  return {"damaged", std::move(at), "this is not as it was packed", kPackAgain};
}

}  // namespace

Text pack(Model model) {
  ModelArchive archive(model);
  archive.whole_model();
  JsonWriter json;
  json.begin_object().integer("kelvin_packed", kPackedFormat).text("core", kCore);
  json.key("sum").number(checksum(archive.row()));
  return json.value("model", archive.row()).end_object().take();
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
  const Value* core = document->find("core");
  if (*format != Value(kPackedFormat) || core == nullptr || *core != Value(kCore)) {
    return Error{"other_version", "/core", core != nullptr ? to_json(*core) : "nothing",
                 Text("this core is ") + kCore + ": " + kPackAgain};
  }
  const Value* sum = document->find("sum");
  auto* row = const_cast<Value*>(document->find("model"));
  if (sum == nullptr || row == nullptr || row->as_array() == nullptr ||
      *sum != Value(checksum(*row->as_array()))) {
    return damaged("/sum");
  }
  auto model = std::make_unique<Model>();
  const std::size_t size = row->as_array()->size();
  ModelArchive archive(*model, std::move(*row->as_array()));
  archive.whole_model();
  if (!archive.good() || archive.at() != size) {
    return damaged("/model/" + integer_text(archive.at()));
  }
  return model;
}

}  // namespace kelvin
