#include "merge/merge_states.h"

#include <algorithm>
#include <memory>
#include <queue>

#include "kelvin/state_block.h"
#include "replay/stitch.h"
#include "states/state_file.h"
#include "states/state_writer.h"
#include "support/exit.h"

namespace kelvin::native {
namespace {

/// Where reading has got in one file.
struct Reader {
  const StateFile* file;
  std::size_t part = 0;
  std::uint32_t i = 0;

  [[nodiscard]] bool done() const { return part == file->parts(); }
  [[nodiscard]] std::string_view block() const { return file->part(part).block(i); }
  [[nodiscard]] std::string_view visitor() const { return visitor_of(block()); }
  void step() {
    if (++i < file->part(part).size()) return;
    ++part;
    i = 0;
  }
};

void require_alike(const StateFile& a, const StateFile& b) {
  const StateHead &x = a.head(), &y = b.head();
  const char* what = x.model.digest != y.model.digest ? "models"
                     : x.tick != y.tick               ? "values of --tick"
                     : x.stitched != y.stitched       ? "choices of --stitch"
                                                      : nullptr;
  if (what == nullptr) return;
  throw Unusable(b.path() + ": it and " + a.path() + " were made with different " + what);
}

}  // namespace

void merge_states(const std::vector<std::string>& paths, const std::string& out) {
  std::vector<std::unique_ptr<StateFile>> files;
  files.reserve(paths.size());
  for (const std::string& path : paths) files.push_back(std::make_unique<StateFile>(path));
  StateHead head = files.front()->head();
  std::vector<std::string_view> people;
  const auto later = [](const Reader& a, const Reader& b) { return a.visitor() > b.visitor(); };
  std::priority_queue<Reader, std::vector<Reader>, decltype(later)> readers(later);
  for (const auto& file : files) {
    require_alike(*files.front(), *file);
    head.newest = std::max(head.newest, file->head().newest);
    people.push_back(file->people());
    if (file->parts() > 0) readers.push({file.get()});
  }
  StateWriter writer(out);
  std::string last;
  for (bool first = true; !readers.empty(); first = false) {
    Reader reader = readers.top();
    readers.pop();
    if (!first && reader.visitor() == last) {
      throw Unusable(reader.file->path() + ": the visitor " + last +
                     " is in another file, too: part logs with `kelvin partition` first");
    }
    last = reader.visitor();
    writer.add(reader.block());
    reader.step();
    if (!reader.done()) readers.push(reader);
  }
  writer.finish(head, people_of_all(people));
}

}  // namespace kelvin::native
