#include "journey/read_expected.h"

#include <algorithm>

#include "model/compiler.h"

namespace kelvin {
namespace {

using What = Expected::What;

/// The ids of a model's scores, rules, ...
template <class T>
Names ids_of(const std::vector<T>& things) {
  Names ids;
  for (const T& thing : things) ids.emplace_back(thing.id);
  return ids;
}

class ExpectedReader {
 public:
  ExpectedReader(const Model& model, Problems& problems, const Value& value, const std::string& at)
      : model_(model),
        problems_(problems),
        at_(at),
        members_(problems, value,
                 "scores momentum reasons grade segments disqualified entered left fired sent") {}

  std::vector<Expected> read() {
    if (members_.object().as_object() != nullptr && members_.object().as_object()->empty()) {
      problems_.add("bad_value", members_.object(), "expect something: {\"grade\": \"A1\"}");
    }
    read_numbers("scores", What::kScore, ids_of(model_.scores));
    read_numbers("momentum", What::kMomentum, ids_of(model_.scores));
    read_numbers("reasons", What::kReason, ids_of(model_.rules));
    if (const Value* grade = members_.get("grade")) {
      if (const std::string* text = read_text(problems_, *grade))
        add(What::kGrade, 0, "/grade", *text);
    }
    read_ids("segments", What::kSegments, ids_of(model_.segments));
    read_ids("disqualified", What::kDisqualified, ids_of(model_.rules));
    read_ids("entered", What::kEntered, ids_of(model_.segments));
    read_ids("left", What::kLeft, ids_of(model_.segments));
    read_ids("fired", What::kFired, ids_of(model_.triggers));
    read_sent();
    return std::move(out_);
  }

 private:
  void add(What what, std::size_t index, const std::string& place, Value value) {
    out_.push_back({what, index, std::move(value), at_ + place});
  }

  std::optional<std::size_t> place_in(const Names& ids, const std::string& id, const Value& at) {
    const auto index = index_of(ids, id);
    if (!index) problems_.add("unknown_reference", at, id, suggest(id, ids));
    return index;
  }

  /// `{"engagement": 70}`
  void read_numbers(const char* key, What what, const Names& ids) {
    const Value* value = members_.get(key);
    if (value == nullptr) return;
    for (const auto& [id, number] :
         read_object(problems_, *value, "make it an object: ids, each with its number")) {
      const auto index = place_in(ids, id, number);
      const auto wanted = read_number(problems_, number, {-1e9, 1e9});
      if (index && wanted) add(what, *index, pointer_step(key) + pointer_step(id), *wanted);
    }
  }

  /// `["hot"]`
  void read_ids(const char* key, What what, const Names& ids) {
    const Value* value = members_.get(key);
    if (value == nullptr) return;
    Array wanted;
    for (const Value& item : read_list(problems_, *value)) {
      const std::string* id = read_text(problems_, item);
      if (id != nullptr && place_in(ids, *id, item)) wanted.emplace_back(*id);
    }
    sort_texts(wanted);
    add(what, 0, pointer_step(key), wanted);
  }

  /// `{"crm": {"data": {...}}}`
  void read_sent() {
    const Value* value = members_.get("sent");
    if (value == nullptr) return;
    const Names ids = ids_of(model_.destinations);
    for (const auto& [id, body] :
         read_object(problems_, *value, "make it an object: destinations, each with a message")) {
      if (const auto index = place_in(ids, id, body))
        add(What::kSent, *index, "/sent" + pointer_step(id), body);
    }
  }

  const Model& model_;
  Problems& problems_;
  std::string at_;
  Members members_;
  std::vector<Expected> out_;
};

}  // namespace

std::vector<Expected> read_expected(const Model& model, Problems& problems, const Value& expect,
                                    const std::string& at) {
  return ExpectedReader(model, problems, expect, at).read();
}

void sort_texts(Array& texts) {
  std::sort(texts.begin(), texts.end(),
            [](const Value& a, const Value& b) { return *a.as_text() < *b.as_text(); });
}

}  // namespace kelvin
