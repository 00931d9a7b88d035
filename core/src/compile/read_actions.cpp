// What follows from scores: what is on top, grade, segments and triggers.
#include <utility>

#include "compile/compiler.h"

namespace kelvin {
namespace {

/// What a trigger waits for: `{"enter": "hot"}`
void read_occasion(Compiler& compiler, const Value& value, bool of_account, Trigger& out) {
  Members when(compiler.problems, value, of_account ? "enter" : "enter leave hit");
  const int given = when.has("enter") + when.has("leave") + when.has("hit");
  if (value.as_object() != nullptr && given != 1) {
    compiler.problems.add("conflict", value,
                          of_account ? "give enter" : "give exactly one of enter, leave and hit");
  }
  const auto read = [&](const char* key, Trigger::On on, const Names& ids) {
    const Value* subject = when.get(key);
    if (subject == nullptr) return;
    out.on = on;
    out.subject = compiler.read_reference(*subject, ids).value_or(0);
  };
  if (of_account) return read("enter", Trigger::On::kEnter, compiler.account_segments);
  read("enter", Trigger::On::kEnter, compiler.segments);
  read("leave", Trigger::On::kLeave, compiler.segments);
  read("hit", Trigger::On::kHit, compiler.rules);
}

}  // namespace

void Compiler::read_tops(Members& members) {
  for (const Value& item : members.list("top")) {
    Members parts(problems, item, "id of at_least");
    Top& top = model.top.emplace_back();
    top.id = read_id(parts);
    parts.need("of");
    for (const Value& score : parts.some("of")) {
      if (const auto index = read_reference(score, scores)) top.of.push_back(*index);
    }
    if (const auto least = parts.number("at_least", kAnyNumber)) top.at_least = to_points(*least);
  }
}

void Compiler::read_grade(Members& top) {
  for (const Value& item : top.list("grade")) {
    Members members(problems, item, "score bands");
    GradePart& part = model.grade.emplace_back();
    if (const Value* score = members.need("score")) {
      part.score = read_reference(*score, scores).value_or(0);
    }
    const Value* bands = members.need("bands");
    if (bands == nullptr) continue;
    for (const auto& [label, bound] :
         read_object(problems, *bands, "make it an object: {\"A\": 60, \"B\": 0}")) {
      const Points points = to_points(read_number(problems, bound, kAnyNumber).value_or(0));
      // The highest first; of equal bounds the one that was written first.
      auto& of = part.bands;
      of.emplace_back(label, points);
      for (std::size_t i = of.size() - 1; i > 0 && of[i].second > of[i - 1].second; --i) {
        std::swap(of[i], of[i - 1]);
      }
    }
  }
}

void Compiler::read_segment(const Value& value, FieldUse use, Segment& segment) {
  // An account is decided at one time: nothing can stick to it.
  Members members(problems, value,
                  use == FieldUse::kAccount ? "id label when leave" : "id label when leave sticky");
  segment.id = read_id(members);
  segment.label = members.label_or(segment.id);
  segment.sticky = members.flag("sticky");
  if (const Value* when = members.need("when")) read_condition(*when, use, segment.when);
  if (const Value* leave = members.get("leave")) {
    if (segment.sticky) problems.add("conflict", *leave, "a sticky segment is never left");
    read_condition(*leave, use, segment.leave.emplace());
  }
}

void Compiler::read_segments(Members& top) {
  const auto items = top.list("segments");
  model.segments = List<Segment>(items.size());
  for (; segments_read < items.size(); ++segments_read) {
    read_segment(items[segments_read], FieldUse::kStanding, model.segments[segments_read]);
  }
}

void Compiler::read_trigger(const Value& value, FieldUse use, Trigger& trigger) {
  const bool of_account = use == FieldUse::kAccount;
  Members members(problems, value, of_account ? "id when if to say" : "id when if limit to say");
  trigger.id = read_id(members);
  trigger.say = members.text("say");
  if (const Value* when = members.need("when")) read_occasion(*this, *when, of_account, trigger);
  if (const Value* condition = members.get("if")) {
    read_condition(*condition, use, trigger.condition.emplace());
  }
  if (const Value* limit = members.get("limit"); limit != nullptr && !of_account) {
    trigger.limit = read_limit(*limit);
  }
  for (const Value& to : members.list("to")) {
    if (const auto index = read_reference(to, destinations)) trigger.to.push_back(*index);
  }
}

void Compiler::read_triggers(Members& top) {
  const auto items = top.list("triggers");
  model.triggers = List<Trigger>(items.size());
  for (std::size_t i = 0; i < items.size(); ++i) {
    read_trigger(items[i], FieldUse::kTrigger, model.triggers[i]);
  }
}

}  // namespace kelvin
