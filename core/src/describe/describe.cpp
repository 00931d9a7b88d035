// describe: the whole model as sentences, part by part in the document's order. Each part is a
// heading and lines; one that is empty is left out.
#include "describe/words.h"
#include "kelvin/lint.h"

namespace kelvin {
namespace {

class Description {
 public:
  explicit Description(const Model& model) : model_(model) {}

  Text text() {
    add_model();
    for (const Score& score : model_.scores) add_score(score);
    add_top();
    add_grade();
    if (!model_.segments.empty()) heading("Segments");
    add_segments(model_.segments);
    if (!model_.triggers.empty()) heading("Triggers");
    for (const Trigger& trigger : model_.triggers) add_trigger(trigger, occasion(trigger));
    add_destinations();
    add_experiences();
    if (model_.account) add_account(*model_.account);
    return std::move(out_);
  }

 private:
  void heading(const Text& text) { out_ += (out_.empty() ? "" : "\n") + text + "\n"; }
  void line(const Text& text) { out_ += "  " + text + "\n"; }

  void add_model() {
    heading("Model " + model_.id + (model_.version.empty() ? "" : ", version " + model_.version));
    line("A visit ends after " + duration_words(model_.visit_timeout) + " without activity.");
    if (const Duration offset = model_.day_offset; offset != Duration{}) {
      const bool behind = offset < Duration{};
      line("Days are by a clock " + duration_words({behind ? -offset.ms : offset.ms}) +
           (behind ? " behind UTC." : " ahead of UTC."));
    }
    List<Text> passive;
    List<Text> offsite;
    for (const EventName& name : model_.names) {
      if (name.passive && name.name != "Tick") passive.push_back('"' + name.name + '"');
      if (name.offsite && !name.passive) offsite.push_back('"' + name.name + '"');
    }
    if (!passive.empty()) line("No activity: " + list_words(passive, "and") + ".");
    if (!offsite.empty()) {
      line("Activity, but away from the site: " + list_words(offsite, "and") + ".");
    }
    for (const PageGroup& group : model_.pages) {
      List<Text> globs;
      for (const Glob& glob : group.globs) globs.push_back(glob.pattern);
      line("Pages in " + group.name + ": " + list_words(globs, "and") + ".");
    }
  }

  void add_score(const Score& score) {
    heading("Score " + title(score.label, score.id) + ", from " + number_words(score.low.value()) +
            " to " + number_words(score.high.value()));
    if (!score.of.empty()) {
      List<Text> parts;
      for (const auto& [part, weight] : score.of) {
        parts.push_back(number_words(weight) + " x " + model_.scores[part].label);
      }
      line("It is " + list_words(parts, "plus") + ".");
    }
    line("Its momentum is what events of the last " + duration_words(score.momentum) + " moved.");
    for (const GroupIndex group : score.groups) add_group(model_.groups[group]);
    if (score.inactivity) add_inactivity(*score.inactivity);
    for (const RuleIndex rule : score.rules) line(rule_words(model_, rule));
  }

  void add_group(const Group& group) {
    Text text = "Group " + group.id + ": its rules together";
    if (group.max) text += " give at most " + points_words(*group.max);
    if (group.min) {
      text += (group.max ? " and" : "");
      text += " take at most " + points_words(-*group.min);
    }
    line(text + (group.max || group.min ? "." : " have no bound."));
  }

  void add_inactivity(const Inactivity& inactivity) {
    Text text = "Without activity it falls: ";
    const bool adds = inactivity.mode == Inactivity::Mode::kAdd;
    for (std::size_t i = 0; i < inactivity.steps.size(); ++i) {
      const auto& [after, points] = inactivity.steps[i];
      text += i == 0 ? "" : ", ";
      text += "after " + duration_words(after) + " by " + (adds && i > 0 ? "another " : "") +
              points_words(points);
    }
    line(text + (adds ? "." : " in all."));
  }

  void add_top() {
    if (!model_.top.empty()) heading("On top");
    for (const Top& top : model_.top) {
      List<Text> scores;
      for (const ScoreIndex score : top.of) scores.push_back(model_.scores[score].label);
      line(top.id + ": of " + list_words(scores, "and") + " the one that shows most, if " +
           (top.at_least ? points_words(*top.at_least) + " or more."
                         : "more than the least it can show."));
    }
  }

  void add_grade() {
    if (model_.grade.empty()) return;
    heading("Grade");
    for (const GradePart& part : model_.grade) {
      Text text = "By " + model_.scores[part.score].label + ": ";
      for (std::size_t i = 0; i < part.bands.size(); ++i) {
        const auto& [label, bound] = part.bands[i];
        const bool lowest = i + 1 == part.bands.size();
        text += i == 0 ? "" : ", ";
        text += label + (lowest ? i == 0 ? " always" : " below that"
                                : " from " + number_words(bound.value()));
      }
      line(text + ".");
    }
  }

  void add_segments(const List<Segment>& segments) {
    for (const Segment& segment : segments) {
      Text text = title(segment.label, segment.id) + ": entered when " +
                  condition_words(model_, segment.when);
      if (segment.sticky) {
        text += "; never left";
      } else if (segment.leave) {
        text += "; left when " + condition_words(model_, *segment.leave);
      } else {
        text += "; left when that no longer holds";
      }
      line(text + ".");
    }
  }

  [[nodiscard]] Text occasion(const Trigger& trigger) const {
    switch (trigger.on) {
      case Trigger::On::kEnter:
        return "when a visitor enters " + model_.segments[trigger.subject].label;
      case Trigger::On::kLeave:
        return "when a visitor leaves " + model_.segments[trigger.subject].label;
      case Trigger::On::kHit:
        break;
    }
    const Rule& rule = model_.rules[trigger.subject];
    const bool fact = rule.kind == Rule::Kind::kFact;
    return fact ? "when " + rule.label + " turns true" : "at each hit of " + rule.label;
  }

  void add_trigger(const Trigger& trigger, const Text& when) {
    Text text = trigger.id + ": " + when;
    if (trigger.condition) text += ", if " + condition_words(model_, *trigger.condition);
    if (trigger.limit) text += "; " + limit_words(*trigger.limit);
    List<Text> to;
    for (const std::size_t d : trigger.to) to.push_back(model_.destinations[d].id);
    text += to.empty() ? "; sends to nobody" : "; sends to " + list_words(to, "and");
    line(text + (trigger.say.empty() ? "." : "; says \"" + trigger.say + "\""));
  }

  void add_destinations() {
    if (!model_.destinations.empty()) heading("Destinations");
    for (const Destination& destination : model_.destinations) {
      constexpr const char* kForms[] = {"", " as a Segment track call", " as one level of keys",
                                        " in a form of its own"};
      List<Text> fields;
      add_fields(destination.fields, "", fields);
      line(destination.id + ": " + destination.method + " to " + destination.url +
           kForms[static_cast<std::size_t>(destination.format)] +
           (fields.empty() ? ", with nothing of the profile."
                           : ", with the visitor's " + list_words(fields, "and") + "."));
    }
  }

  static void add_fields(const FieldMask& mask, const Text& path, List<Text>& out) {
    if (mask.whole) out.push_back(path);
    for (const FieldMask::Member& member : mask.members) {
      add_fields(member.mask, path + (path.empty() ? "" : ".") + member.name, out);
    }
  }

  void add_experiences() {
    if (!model_.experiences.empty()) heading("Experiences");
    for (const Experience& experience : model_.experiences) {
      List<Text> changes;
      for (const auto& [what, value] : *experience.set.as_object()) {
        changes.push_back(what + " " + value_words(value));
      }
      Text text = title(experience.label, experience.id) + ": while " +
                  condition_words(model_, experience.condition) + ", " + experience.at + " gets " +
                  list_words(changes, "and");
      if (experience.limit) text += "; shown " + limit_words(*experience.limit);
      if (experience.until_clicked) text += "; a click on it ends it";
      if (experience.holdout > 0) {
        text += "; " + number_words(experience.holdout * 100) + " % of visitors never see it";
      }
      line(text + ".");
    }
  }

  void add_account(const Account& account) {
    heading("Account, from " + number_words(account.low.value()) + " to " +
            number_words(account.high.value()));
    const bool sum = account.combine == Account::Combine::kSum;
    line("Visitors who share " + field_words(model_, account.key) +
         " are one account. Its score is " + (sum ? "the sum" : "the highest") +
         " of its contacts' " + model_.scores[account.score].label + ".");
    for (const Role& role : account.roles) {
      line(role.id + ": counts times " + number_words(role.weight) + ", if " +
           condition_words(model_, role.condition) + ".");
    }
    line(
        (account.roles.empty() ? "Each contact counts times " : "Any other contact counts times ") +
        number_words(account.weight) + ".");
    add_segments(account.segments);
    for (const Trigger& trigger : account.triggers) {
      add_trigger(trigger, "when an account is in " + account.segments[trigger.subject].label);
    }
  }

  const Model& model_;
  Text out_;
};

}  // namespace

Text describe(const Model& model) {
  return Description(model).text();
}

}  // namespace kelvin
