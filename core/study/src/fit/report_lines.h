// The lines of a report: the rules of a grid in words and as format 1, and who has them.
#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "folds.h"
#include "kelvin/study/fit.h"

namespace kelvin::study {

class LineWriter {
 public:
  /// What lines are told from.
  struct From {
    const FitData& data;
    const std::vector<std::uint8_t>& yes;  ///< of each visitor
    const std::vector<PartFit>& parts;     ///< of the folds
    std::size_t size;                      ///< lines of the grid
  };
  LineWriter(const From& from, FitReport& report) : from_(from), report_(report) {}

  void add(const std::vector<Candidate>& candidates, const Grid& grid);

 private:
  void add_line(const Candidate& candidate, int points);
  void merge_equal(std::vector<std::pair<Candidate, int>>& lines) const;
  [[nodiscard]] std::size_t times_chosen(const Candidate& candidate) const;
  void add_ids();
  std::string own_id(const std::string& plain);
  std::string counter_id(const Candidate& candidate);

  From from_;
  FitReport& report_;
  std::set<std::string> ids_;                    ///< of rules
  std::map<std::string, std::string> counters_;  ///< ids by glob
};

}  // namespace kelvin::study
