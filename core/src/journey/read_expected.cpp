#include "journey/read_expected.h"

#include <algorithm>

#include "compile/compiler.h"

namespace kelvin {
namespace {

using What = Expected::What;

/// The ids of a model's scores, rules, ...
template <class T>
Names ids_of(const List<T>& things) {
  Names ids;
  for (const T& thing : things) ids.emplace_back(thing.id);
  return ids;
}

class ExpectedReader {
 public:
  ExpectedReader(const Model& model, Problems& problems, const Value& value, const Text& at)
      : model_(model),
        problems_(problems),
        at_(at),
        members_(problems, value,
                 "scores momentum reasons top grade segments disqualified experiences entered left "
                 "fired sent accounts") {}

  List<Expected> read() {
    if (members_.object().as_object() != nullptr && members_.object().as_object()->empty()) {
      problems_.add("bad_value", members_.object(), "expect something: {\"grade\": \"A1\"}");
    }
    read_numbers(members_, "scores", What::kScore, ids_of(model_.scores));
    read_numbers(members_, "momentum", What::kMomentum, ids_of(model_.scores));
    read_numbers(members_, "reasons", What::kReason, ids_of(model_.rules));
    read_top();
    if (const Value* grade = members_.get("grade")) {
      if (const Text* text = read_text(problems_, *grade)) add(What::kGrade, 0, "/grade", *text);
    }
    read_ids(members_, "segments", What::kSegments, ids_of(model_.segments));
    read_ids(members_, "disqualified", What::kDisqualified, ids_of(model_.rules));
    read_ids(members_, "experiences", What::kExperiences, ids_of(model_.experiences));
    read_ids(members_, "entered", What::kEntered, ids_of(model_.segments));
    read_ids(members_, "left", What::kLeft, ids_of(model_.segments));
    read_ids(members_, "fired", What::kFired, ids_of(model_.triggers));
    read_sent();
    read_accounts();
    return std::move(out_);
  }

 private:
  void add(What what, std::size_t index, const Text& place, Value value) {
    out_.push_back({what, index, std::move(value), at_ + place, account_});
  }

  std::optional<std::size_t> place_in(const Names& ids, const Text& id, const Value& at) {
    const auto index = index_of(ids, id);
    if (!index) problems_.add("unknown_reference", at, id, suggest(id, ids));
    return index;
  }

  /// `{"engagement": 70}`
  void read_numbers(Members& members, const char* key, What what, const Names& ids) {
    const Value* value = members.get(key);
    if (value == nullptr) return;
    for (const auto& [id, number] :
         read_object(problems_, *value, "make it an object: ids, each with its number")) {
      const auto index = place_in(ids, id, number);
      const auto wanted = read_number(problems_, number, {-1e9, 1e9});
      if (index && wanted) add(what, *index, pointer_step(key) + pointer_step(id), *wanted);
    }
  }

  /// `{"interest": "shoes"}`
  void read_top() {
    const Value* value = members_.get("top");
    if (value == nullptr) return;
    for (const auto& [id, text] :
         read_object(problems_, *value, "make it an object: ids, each with a score's")) {
      const auto index = place_in(ids_of(model_.top), id, text);
      const Text* wanted = read_text(problems_, text);
      if (!index || wanted == nullptr) continue;
      Names of{""};
      for (const ScoreIndex score : model_.top[*index].of) of.emplace_back(model_.scores[score].id);
      if (place_in(of, *wanted, text)) add(What::kTop, *index, "/top" + pointer_step(id), *wanted);
    }
  }

  /// `["hot"]`
  void read_ids(Members& members, const char* key, What what, const Names& ids) {
    const Value* value = members.get(key);
    if (value == nullptr) return;
    Array wanted;
    for (const Value& item : read_list(problems_, *value)) {
      const Text* id = read_text(problems_, item);
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

  /// `{"acme": {"score": 75, "contacts": 3}}`
  void read_accounts() {
    const Value* value = members_.get("accounts");
    if (value == nullptr) return;
    if (!model_.account) {
      return problems_.add("conflict", *value, "the model has no account section: give it one");
    }
    const Text at = at_ + "/accounts";
    for (const auto& [key, snapshot] :
         read_object(problems_, *value, "make it an object: companies, each with its snapshot")) {
      account_ = key;
      at_ = at + pointer_step(key);
      read_account(snapshot);
    }
  }

  void read_account(const Value& value) {
    const Account& account = *model_.account;
    Members snapshot(problems_, value, "score contacts roles segments triggers");
    if (const auto score = snapshot.number("score", kAnyNumber)) {
      add(What::kAccountScore, 0, "/score", *score);
    }
    if (const auto contacts = snapshot.number("contacts", kAnyNumber)) {
      add(What::kAccountContacts, 0, "/contacts", *contacts);
    }
    read_numbers(snapshot, "roles", What::kAccountRole, ids_of(account.roles));
    read_ids(snapshot, "segments", What::kAccountSegments, ids_of(account.segments));
    read_ids(snapshot, "triggers", What::kAccountTriggers, ids_of(account.triggers));
  }

  const Model& model_;
  Problems& problems_;
  Text at_;  ///< of what is being read
  Members members_;
  Text account_;  ///< the company that is being read; "" before the first
  List<Expected> out_;
};

}  // namespace

List<Expected> read_expected(const Model& model, Problems& problems, const Value& expect,
                             const Text& at) {
  return ExpectedReader(model, problems, expect, at).read();
}

void sort_texts(Array& texts) {
  std::sort(texts.begin(), texts.end(),
            [](const Value& a, const Value& b) { return *a.as_text() < *b.as_text(); });
}

}  // namespace kelvin
