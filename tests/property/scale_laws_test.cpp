// A log in parts, and day by day, is the log as a whole: under random models, cut anywhere. A cut
// falls within a visit, a limit's time, a duplicate's, a decay's, because it falls everywhere.
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>
#include <stdlib.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>

#include "commands/state_options.h"
#include "kelvin/json.h"
#include "merge/merge_states.h"
#include "partition/identities.h"
#include "property/arbitrary.h"
#include "property/journey.h"
#include "replay/fired_messages.h"
#include "replay/replay.h"
#include "states/state_file.h"
#include "states/state_writer.h"
#include "support/score_table.h"

namespace kelvin::property {
namespace {

using namespace kelvin::native;

using Lines = std::vector<std::string>;

/// In memory where that can be: states go to the disk before they take their name, thousands here.
class Folder {
 public:
  Folder() {
    const std::filesystem::path memory = "/dev/shm";
    const auto where =
        std::filesystem::is_directory(memory) ? memory : std::filesystem::temp_directory_path();
    std::string name = (where / "kelvin-laws-XXXXXX").string();
    RC_ASSERT(mkdtemp(name.data()) != nullptr);
    path_ = name;
  }
  ~Folder() { std::filesystem::remove_all(path_); }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  [[nodiscard]] std::string path(const std::string& name) const { return (path_ / name).string(); }

 private:
  std::filesystem::path path_;
};

/// A message as `kelvin merge` orders it.
struct Told {
  Instant time;
  std::string visitor, text;
  friend bool operator==(const Told&, const Told&) = default;
};

/// In the order of time and visitor; what two days tell alike at one moment stands once.
std::vector<std::string> merged(std::vector<Told> told) {
  std::stable_sort(told.begin(), told.end(), [](const Told& a, const Told& b) {
    return std::tie(a.time, a.visitor) < std::tie(b.time, b.visitor);
  });
  std::vector<std::string> out;
  for (std::size_t i = 0; i < told.size(); ++i) {
    const auto same = [&](const Told& other) { return other == told[i]; };
    if (std::none_of(told.begin(), told.begin() + static_cast<std::ptrdiff_t>(i), same)) {
      out.push_back(told[i].text);
    }
  }
  return out;
}

/// How the whole and its parts are run alike.
struct Setting {
  Model model;
  Folder folder;
  ReplayOptions how;
  /// Ticks behind the last event of a day whose successor may have earlier events would be told too
  /// soon: then only the last day has them.
  bool in_order = false;
};

struct Day {
  const Setting& setting;
  Lines lines;
  std::string in, out;  ///< files of states; "" for none
  bool last = true;
};

Replayed replay(const Day& day, const FormerStates* former, bool closing, Listener* listener) {
  ReplayOptions how = day.setting.how;
  how.former = former;
  how.closing_ticks = closing;
  const std::string path = day.setting.folder.path("log");
  std::ofstream(path, std::ios::binary) << [&] {
    std::string text;
    for (const std::string& line : day.lines) text += line + "\n";
    return text;
  }();
  how.states_out = day.out;
  LogReader logs({path});
  BadLines bad = BadLines::counting();
  Replayed replayed = native::replay(day.setting.model, logs, how, bad, listener);
  if (replayed.states) replayed.states->publish();
  return replayed;
}

/// What `kelvin replay` prints.
std::vector<Told> messages(const Day& day) {
  std::optional<FormerStates> former;
  if (!day.in.empty()) former.emplace(day.in, day.setting.model);
  MessageListener listener(day.setting.model, day.setting.how.threads);
  replay(day, former ? &*former : nullptr, day.last || day.setting.in_order, &listener);
  std::vector<Told> out;
  for (const FiredMessage& fired : listener.take()) {
    out.push_back({fired.message.time, fired.visitor,
                   std::string(message_json(day.setting.model, fired.message))});
  }
  return out;
}

/// What `kelvin score` prints, by visitor.
std::map<std::string, std::string> scores(const Day& day) {
  const Model& model = day.setting.model;
  std::optional<FormerStates> former;
  if (!day.in.empty()) former.emplace(day.in, model);
  const Replayed replayed = replay(day, former ? &*former : nullptr, false, nullptr);
  const auto table = make_score_table(
      "ndjson", model, day.setting.how.until.value_or(replayed.newest.value_or(Instant{})));
  std::map<std::string, std::string> out;
  const auto add = [&](const State& state) {
    out[std::string(state.visitor)] = std::string(table->row(state));
  };
  for (const Visitors& shard : replayed.shards) {
    shard.each([&](std::string_view, const State& state) { add(state); });
  }
  if (former) each_other(model, replayed.shards, *former, add);
  return out;
}

/// All that is known behind a log.
struct Known {
  std::vector<Told> told;
  std::map<std::string, std::string> scores;
  std::string states;  ///< the file's path
};

/// Day by day, each from its place on.
Known day_by_day(const Setting& setting, const Lines& lines, std::vector<std::size_t> cuts,
                 const std::string& name) {
  cuts.push_back(lines.size());
  std::sort(cuts.begin(), cuts.end());
  Known known;
  std::string in;
  std::size_t from = 0;
  for (std::size_t i = 0; i < cuts.size(); ++i) {
    const auto at = [&](std::size_t line) {
      return lines.begin() + static_cast<std::ptrdiff_t>(line);
    };
    const std::string out = setting.folder.path(name + std::to_string(i));
    Day day{setting, Lines(at(from), at(cuts[i])), in, out, i + 1 == cuts.size()};
    for (Told& told : messages(day)) known.told.push_back(std::move(told));
    day.out = "";
    if (day.last) known.scores = scores(day);
    from = cuts[i];
    in = out;
  }
  known.states = in;
  return known;
}

/// Several visitors' logs as one, each in its order, or all in the order of time.
Lines interleaved(const Model& model, const std::vector<Log>& logs, const GeneList& dice,
                  bool in_order) {
  struct Placed {
    Instant time;
    std::string line;
  };
  std::vector<Placed> all;
  std::vector<std::size_t> next(logs.size());
  std::size_t turns = 0;
  for (const Log& log : logs) turns += log.lines.size();
  for (std::size_t n = 0; n < turns; ++n) {
    std::size_t who = dice[n % dice.size()] % logs.size();
    while (next[who] == logs[who].lines.size()) who = (who + 1) % logs.size();
    Value message = *parse_json(logs[who].lines[next[who]++]);
    message.set("anonymousId", "v" + std::to_string(who));
    // Somewhere else the person is known by name alone: what --stitch is for.
    if (message.find("userId") != nullptr && n % 3 == 0) message.set("anonymousId", Value());
    const std::string line(to_json(message));
    const auto event = read_event(model, line);
    all.push_back({event.ok() ? event->time : Instant{}, line});
  }
  if (in_order) {
    std::stable_sort(all.begin(), all.end(),
                     [](const Placed& a, const Placed& b) { return a.time < b.time; });
  }
  Lines lines;
  for (Placed& placed : all) lines.push_back(std::move(placed.line));
  return lines;
}

/// As `kelvin partition` does it; nobody's lines go to the first part.
std::vector<Lines> parted(const Setting& setting, const Lines& lines, const GeneList& dice) {
  Identities identities;
  const auto each_event = [&](auto call) {
    for (const std::string& line : lines) {
      const auto event = read_event(setting.model, line);
      call(line, event.ok() && event->type != EventType::kIgnored ? &*event : nullptr);
    }
  };
  if (setting.how.stitch) {
    each_event([&](const std::string&, const Event* event) {
      if (event != nullptr) identities.learn(*event);
    });
  }
  std::map<std::string, std::size_t> part_of;
  std::vector<Lines> parts(3);
  each_event([&](const std::string& line, const Event* event) {
    std::size_t part = 0;
    if (event != nullptr) {
      const std::string key(identities.key_of(event->visitor()));
      part =
          part_of.try_emplace(key, dice[part_of.size() % dice.size()] % parts.size()).first->second;
    }
    parts[part].push_back(line);
  });
  return parts;
}

/// What `kelvin partition` prints: it cannot know which aliases are ignored.
std::optional<Instant> newest_of(const Setting& setting, const Lines& lines) {
  std::optional<Instant> newest;
  for (const std::string& line : lines) {
    const auto event = read_event(setting.model, line);
    if (!event.ok() || event->type == EventType::kIgnored) continue;
    newest = std::max(newest.value_or(event->time), event->time);
  }
  return newest;
}

/// What can be told apart, and so is told: where they begin to differ.
void same_files(const std::string& actual, const std::string& expected) {
  const StateFile a(actual), b(expected);
  RC_ASSERT(head_json(a.head()) == head_json(b.head()));
  RC_ASSERT(a.people() == b.people());
  each_block(a, [&](std::string_view visitor, std::string_view block) {
    RC_ASSERT(block == b.find(visitor));
  });
}

void same(const Known& actual, const Known& expected) {
  RC_ASSERT(actual.scores == expected.scores);
  RC_ASSERT(merged(actual.told) == merged(expected.told));
  same_files(actual.states, expected.states);
}

RC_GTEST_PROP(Laws, ALogInPartsAndByDaysIsTheWholeLog, ()) {
  const ModelText text = *any_model();
  const auto logs = *rc::gen::container<std::vector<Log>>(4, any_log());
  const GeneList dice = *genes(60);
  Genes choices(*genes(8));
  Setting setting;
  setting.model = Journey(text, {}).model;
  setting.in_order = choices.one_in(2);
  setting.how.quiet = true;
  setting.how.threads = static_cast<unsigned>(1 + choices.take(2));
  setting.how.stitch = choices.one_in(3);
  if (choices.one_in(2)) setting.how.tick = choices.one_in(2) ? Duration{36 * kHour.ms} : kDay;
  const Lines lines = interleaved(setting.model, logs, dice, setting.in_order);
  const auto cut = [&] { return choices.take(lines.size() + 1); };

  const Known whole = day_by_day(setting, lines, {}, "whole");
  same(day_by_day(setting, lines, {cut(), cut(), cut()}, "day"), whole);

  setting.how.until = newest_of(setting, lines);
  const Known at_newest = day_by_day(setting, lines, {}, "newest");
  Known together;
  Lines states;
  for (const Lines& part : parted(setting, lines, dice)) {
    const std::string name = "part" + std::to_string(states.size()) + "-";
    const Known known = day_by_day(setting, part, {choices.take(part.size() + 1)}, name);
    together.told.insert(together.told.end(), known.told.begin(), known.told.end());
    for (const auto& [visitor, row] : known.scores) {
      RC_ASSERT(together.scores.try_emplace(visitor, row).second);
    }
    states.push_back(known.states);
  }
  together.states = setting.folder.path("together");
  merge_states(states, together.states);
  same(together, at_newest);
}

}  // namespace
}  // namespace kelvin::property
