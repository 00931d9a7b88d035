#include "sort/sorted_runs.h"

#include <algorithm>
#include <cstring>

namespace kelvin::native {
namespace {

constexpr std::size_t kSmallestPiece = std::size_t{16} << 10;
constexpr std::size_t kLargestPiece = std::size_t{1} << 20;

/// A record on disk: its time, its size, its line.
constexpr std::size_t kHeadBytes = sizeof(std::int64_t) + sizeof(std::uint32_t);

}  // namespace

void SortedRuns::add(Instant time, std::string_view line) {
  const std::size_t held = lines_.size() + records_.size() * sizeof(Record);
  if (!records_.empty() && held + line.size() + sizeof(Record) > run_bytes_) spill();
  records_.push_back({time.ms, lines_.size(), static_cast<std::uint32_t>(line.size())});
  lines_ += line;
}

void SortedRuns::sort_records() {
  const auto earlier = [](const Record& a, const Record& b) { return a.time < b.time; };
  if (std::is_sorted(records_.begin(), records_.end(), earlier)) return;
  std::stable_sort(records_.begin(), records_.end(), earlier);
}

void SortedRuns::spill() {
  sort_records();
  Run run;
  run.from = file_.size();
  std::string out;
  for (const Record& record : records_) {
    char head[kHeadBytes];
    std::memcpy(head, &record.time, sizeof record.time);
    std::memcpy(head + sizeof record.time, &record.size, sizeof record.size);
    out.append(head, kHeadBytes).append(lines_, record.from, record.size);
    if (out.size() < kLargestPiece) continue;
    file_.append(out);
    out.clear();
  }
  file_.append(out);
  run.end = file_.size();
  runs_.push_back(std::move(run));
  records_.clear();
  lines_.clear();
}

void SortedRuns::finish() {
  if (runs_.empty()) return sort_records();
  spill();
  records_ = {};
  lines_ = {};
  piece_ = std::clamp(run_bytes_ / runs_.size(), kSmallestPiece, kLargestPiece);
  for (std::size_t i = 0; i < runs_.size(); ++i) {
    if (advance(runs_[i])) heap_.push_back(i);
  }
  std::make_heap(heap_.begin(), heap_.end(),
                 [this](std::size_t a, std::size_t b) { return comes_later(a, b); });
}

/// Runs stand in the order of the logs, so of one time the earlier run's line comes first.
bool SortedRuns::comes_later(std::size_t a, std::size_t b) const {
  return runs_[a].time != runs_[b].time ? runs_[a].time > runs_[b].time : a > b;
}

/// Makes at least so many bytes stand in the buffer from `at` on; false at the run's end.
bool SortedRuns::refill(Run& run, std::size_t wanted) {
  const std::size_t left = run.buffer.size() - run.at;
  if (left >= wanted) return true;
  run.buffer.erase(0, run.at);
  run.at = 0;
  const auto more = static_cast<std::size_t>(
      std::min<std::uint64_t>(run.end - run.from, std::max(piece_, wanted - left)));
  run.buffer.resize(left + more);
  const std::size_t got = file_.read(run.from, run.buffer.data() + left, more);
  run.from += got;
  run.buffer.resize(left + got);
  return run.buffer.size() >= wanted;
}

/// Looks at the run's next record; false after the last.
bool SortedRuns::advance(Run& run) {
  if (!refill(run, kHeadBytes)) return false;
  std::memcpy(&run.time, run.buffer.data() + run.at, sizeof run.time);
  std::memcpy(&run.size, run.buffer.data() + run.at + sizeof run.time, sizeof run.size);
  return refill(run, kHeadBytes + run.size);
}

bool SortedRuns::next(std::string_view& line) {
  if (runs_.empty()) {
    if (given_ == records_.size()) return false;
    const Record& record = records_[given_++];
    line = std::string_view(lines_).substr(record.from, record.size);
    return true;
  }
  const auto later = [this](std::size_t a, std::size_t b) { return comes_later(a, b); };
  if (top_given_) {
    std::pop_heap(heap_.begin(), heap_.end(), later);
    Run& given = runs_[heap_.back()];
    given.at += kHeadBytes + given.size;
    if (advance(given)) {
      std::push_heap(heap_.begin(), heap_.end(), later);
    } else {
      heap_.pop_back();
    }
  }
  top_given_ = !heap_.empty();
  if (heap_.empty()) return false;
  const Run& first = runs_[heap_.front()];
  line = std::string_view(first.buffer).substr(first.at + kHeadBytes, first.size);
  return true;
}

}  // namespace kelvin::native
