// kelvin merge: results of parts, to that of the whole.
#include <algorithm>
#include <memory>
#include <queue>

#include "commands/commands.h"
#include "merge/merge_states.h"
#include "merge/sorted_lines.h"
#include "states/state_file.h"
#include "support/output.h"

namespace kelvin::native {
namespace {

struct MergeOptions {
  std::vector<std::string> files;
  std::string states;
};

/// A line of a file, by its order: of equal keys the earlier file's first, so that one visitor's
/// messages stay in theirs.
struct Next {
  SortedLines* lines;
  std::size_t file;
};
bool later(const Next& a, const Next& b) {
  const auto order = a.lines->key() <=> b.lines->key();
  return order != 0 ? order > 0 : a.file > b.file;
}

void merge_lines(const std::vector<std::string>& paths) {
  std::vector<std::unique_ptr<SortedLines>> files;
  std::priority_queue<Next, std::vector<Next>, decltype(&later)> next(&later);
  Output out;
  for (const std::string& path : paths) {
    files.push_back(std::make_unique<SortedLines>(path));
    SortedLines& lines = *files.back();
    if (lines.next()) next.push({&lines, files.size() - 1});
    const std::string& head = files.front()->head();
    if (lines.head() != head)
      throw Unusable(path + ": its columns are others than " + paths[0] + "'s");
    if (files.size() == 1 && !head.empty()) out.line(head);
  }
  // The lines of one moment and visitor: what two days tell alike is told once.
  LineKey key;
  std::vector<std::string> told;
  while (!next.empty()) {
    const Next first = next.top();
    next.pop();
    if (first.lines->key() != key) {
      key = first.lines->key();
      told.clear();
    }
    if (std::find(told.begin(), told.end(), first.lines->line()) == told.end()) {
      out.line(first.lines->line());
      told.emplace_back(first.lines->line());
    }
    if (first.lines->next()) next.push(first);
  }
  out.finish();
}

Exit merge(const MergeOptions& options) {
  const bool states = std::any_of(options.files.begin(), options.files.end(), is_state_file);
  if (states && options.states.empty()) {
    throw Unusable("these are files of states: name one to write with --state-out");
  }
  if (options.states.empty()) {
    merge_lines(options.files);
  } else {
    merge_states(options.files, options.states);
  }
  return Exit::kDone;
}

}  // namespace

void add_merge(Command app, Exit& exit) {
  auto options = std::make_shared<MergeOptions>();
  const Command command =
      app.add_subcommand("merge", "Put the results of parts together, in their order");
  command.footer(
      "Of `kelvin score` (ndjson or csv): by visitor. Of `kelvin replay` (--requests, or "
      "CloudEvents):\n"
      "by time and visitor; a line that two parts have alike at one moment is printed once. With\n"
      "--state-out: files of states, to one. Files must be sorted, as those commands print them.\n"
      "Example: kelvin merge scores-*.ndjson > scores.ndjson");
  command.add_option("--state-out", options->states, "Merge files of states into this one")
      .type_name("FILE");
  command.add_option("files", options->files, "What parts gave; plain or gzip")
      .required()
      .type_name("FILE");
  command.callback([options, &exit] { exit = merge(*options); });
}

}  // namespace kelvin::native
