// The forms in which `kelvin score` prints a visitor.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "kelvin/model.h"
#include "kelvin/outcome.h"
#include "kelvin/state.h"
#include "kelvin/text.h"
#include "kelvin/time.h"

namespace kelvin::native {

/// Safe to use from several threads.
class ScoreTable {
 public:
  ScoreTable(const Model& model, Instant at) : model_(model), at_(at) {}
  virtual ~ScoreTable() = default;

  /// What stands before the first row.
  [[nodiscard]] virtual std::string head() const = 0;
  /// The visitor at the time, who may be forgotten by then; with its newline.
  [[nodiscard]] virtual Text row(const State& state) const = 0;

 protected:
  const Model& model_;
  Instant at_;
};

/// `form` is ndjson, csv or table. The model must outlive it.
std::unique_ptr<ScoreTable> make_score_table(std::string_view form, const Model& model, Instant at);

}  // namespace kelvin::native
