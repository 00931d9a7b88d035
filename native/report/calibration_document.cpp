// Who was used and who was not, what the data is too thin to say, and how well each score tells.
#include "report/calibration_document.h"

#include "support/layout.h"

namespace kelvin::native {
namespace {

using study::CalibrationReport;
using study::Depth;
using study::ScoreCalibration;

std::string people(std::uint64_t count, const char* one, const char* many) {
  return grouped(count) + " " + (count == 1 ? one : many);
}

std::string date(Instant at) {
  return to_iso(at).substr(0, 10);
}

std::string names(const std::vector<std::string>& some, std::uint64_t all) {
  std::string out;
  for (const std::string& name : some) out += (out.empty() ? "" : ", ") + name;
  return out + (all > some.size() ? " and others" : "");
}

void tell_visitors(Document& out, const CalibrationReport& report) {
  std::string text = people(report.visitors, "visitor", "visitors") +
                     " with a label and events, of whom " + grouped(report.converted) +
                     " converted";
  if (report.visitors > 0) {
    text +=
        " (" +
        share_text(static_cast<double>(report.converted) / static_cast<double>(report.visitors)) +
        ")";
  }
  if (report.first) {
    text += ", from " + date(*report.first) + " to " + date(*report.last) + " (" +
            weeks_text(report.weeks) + ")";
  }
  out.say(text + ".");
  if (report.looks > 0) {
    out.say(people(report.looks, "look", "looks") +
            " at the ends of visits; a visitor's looks weigh one together. " +
            grouped(report.looks_too_late) + " nearer to the end of the log are left out.");
  }
}

void tell_left_out(Document& out, const CalibrationReport& report) {
  const auto add = [&out](std::uint64_t count, const char* what, const std::string& who) {
    if (count == 0) return;
    std::string text = "Left out: ";
    text += grouped(count) + " " + what;
    if (!who.empty()) text += ": " + who;
    out.say(text + ".");
  };
  add(report.without_label, "visitors without a label",
      names(report.some_without_label, report.without_label));
  add(report.without_events, "labels without an event",
      names(report.some_without_events, report.without_events));
  add(report.converted_first, "who converted before anything was seen of them", "");
  add(report.events_after, "events at or after the conversion", "");
  add(report.repeated_labels, "further labels of a visitor; the earliest conversion counts", "");
}

void tell_limits(Document& out, const CalibrationReport& report) {
  const std::uint64_t others = report.visitors - report.converted;
  const bool fewer_others = others < report.converted;
  const std::string few = fewer_others
                              ? people(others, "visitor", "visitors") + " who did not convert"
                              : people(report.converted, "conversion", "conversions");
  if (report.visitors == 0) {
    return out.warn(
        "No visitor has both a label and events: are the ids of the labels those of the logs?");
  }
  if (report.converted == 0) {
    return out.warn("Nobody converted whose events are there: nothing to compare.");
  }
  if (others == 0) {
    return out.warn("Everybody converted: labels of those who did not are needed, too.");
  }
  switch (report.depth) {
    case Depth::kNothing:
      out.warn(few +
               ": too few to say anything. From 10 on there is an area with a wide interval, "
               "from 50 on a chance for each score, from 120 on figures to act on.");
      break;
    case Depth::kLittle:
      out.warn(few +
               ": read the intervals, not the figures. A threshold chosen by them is a guess; "
               "chances are told from 50 on.");
      break;
    case Depth::kSome:
      out.warn(few + ": enough for a direction, not for decimals. From 120 on the figures hold.");
      break;
    case Depth::kEnough:
      break;
  }
  if (report.weeks > 0 && report.weeks < 1) {
    out.warn("The log has only " + weeks_text(report.weeks) +
             ": what it gives a week is that, made longer.");
  }
  if (report.converted_later > 0) {
    out.warn(
        people(report.converted_later, "conversion comes", "conversions come") +
        " after the end of the log: right where sales take their time, wrong where clocks are.");
  }
}

void tell_leaks(Document& out, const Model& model, const CalibrationReport& report) {
  for (const study::Leak& leak : report.leaks) {
    const std::string rule = "Rule " + std::string(model.rules[leak.rule].id);
    const std::string all = leak.converted > 0 ? "all of whom converted" : "none of whom converted";
    std::string text = rule;
    text += " matched " + people(leak.matched, "visitor", "visitors") + ", ";
    text += all;
    out.warn(text +
             ": probably a leak. Does it ask for something that is only known at the conversion?");
  }
}

std::string verdict(const ScoreCalibration& score) {
  if (score.constant) return "all have the same";
  if (score.separated) return "separates all: too good to be true, look for a leak";
  if (!score.area_interval) return "too few to say";
  if (score.area_interval->high < 0.5) return "the wrong way round";
  if (score.area_interval->low <= 0.5) return "cannot be told from chance";
  return "tells";
}

void tell_scores(Document& out, const Model& model, const CalibrationReport& report) {
  Table table{"How often one who converts has the higher score (AUC; 0.5 is chance)",
              {{"score"}, {"AUC", true}, {"95 %", true}, {"average precision", true}, {"verdict"}},
              {}};
  for (const ScoreCalibration& score : report.scores) {
    const auto& interval = score.area_interval;
    table.rows.push_back(
        {model.scores[score.score].id, score.area ? number_text(*score.area, 3) : "-",
         interval ? range_text(interval->low, interval->high, 3) : "-",
         score.average_precision ? number_text(*score.average_precision, 3) : "-", verdict(score)});
  }
  out.heading("How well each score tells");
  out.add(std::move(table));
}

/// A row for each experience that has visitors in it.
Table sides_of(const Model& model, const CalibrationReport& report, const char* title,
               study::HoldoutSides study::Holdout::*which) {
  Table table{title,
              {{"experience"},
               {"shown", true},
               {"converted", true},
               {"held", true},
               {"converted", true},
               {"difference", true},
               {"95 %", true}},
              {}};
  for (const study::Holdout& holdout : report.holdouts) {
    const study::HoldoutSides& sides = holdout.*which;
    if (sides.shown + sides.held == 0) continue;
    const auto share = [](std::uint64_t part, std::uint64_t whole) {
      return whole == 0 ? "-" : share_text(static_cast<double>(part) / static_cast<double>(whole));
    };
    const auto points = [](double difference) { return number_text(difference * 100, 1); };
    const auto& interval = sides.interval;
    table.rows.push_back(
        {model.experiences[holdout.experience].id, grouped(sides.shown),
         share(sides.shown_converted, sides.shown), grouped(sides.held),
         share(sides.held_converted, sides.held),
         sides.difference ? points(*sides.difference) : "-",
         interval ? points(interval->low) + " to " + points(interval->high) : "-"});
  }
  return table;
}

void tell_holdouts(Document& out, const Model& model, const CalibrationReport& report) {
  if (report.holdouts.empty()) return;
  constexpr double kUnlikely = 0.001;
  out.heading("Holdouts");
  out.say(
      "Conversion of all who were to be shown an experience, against all who were held out, "
      "whether or not they came to see it.");
  for (const study::Holdout& holdout : report.holdouts) {
    const std::string id = model.experiences[holdout.experience].id;
    const study::HoldoutSides& all = holdout.all;
    const auto& interval = all.interval;
    if (holdout.split_chance && *holdout.split_chance < kUnlikely) {
      out.warn(id + ": " + grouped(all.held) + " held of " + grouped(all.held + all.shown) +
               ", where " + share_text(model.experiences[holdout.experience].holdout) +
               " were to be: something sorted the visitors, so the difference cannot be believed.");
    } else if (interval && interval->low <= 0 && interval->high >= 0) {
      out.say(id + ": no difference is shown; the interval has 0 in it.");
    }
  }
  out.add(sides_of(model, report, "By intention to treat", &study::Holdout::all));
  Table exposed =
      sides_of(model, report, "Of those who saw it, or would have, before they converted",
               &study::Holdout::exposed);
  if (!exposed.rows.empty()) out.add(std::move(exposed));
}

}  // namespace

Document calibration_document(const Model& model, const CalibrationReport& report, ScoreIndex main,
                              const std::vector<study::Answer>& asked) {
  Document out("Calibration of " + model.id + " " + model.version);
  tell_visitors(out, report);
  tell_limits(out, report);
  tell_leaks(out, model, report);
  tell_left_out(out, report);
  if (report.depth != Depth::kNothing) {
    tell_scores(out, model, report);
    tell_score(out, model, report, report.scores[main], asked);
    plot_score(out, model, report, report.scores[main]);
  }
  tell_holdouts(out, model, report);
  return out;
}

}  // namespace kelvin::native
