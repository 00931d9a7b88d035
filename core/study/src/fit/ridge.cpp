// Newton's method whose systems are solved by conjugate gradients: each step costs a few passes
// over the bits that are set. What makes the passes few is the preconditioner, which is the system
// itself as a part of the rows tells it.
#include "ridge.h"

#include <Eigen/Dense>

#include <algorithm>
#include <cmath>

namespace kelvin::study {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

namespace {

/// So many rows tell nearly what all do; of more columns than these only the diagonal is taken.
constexpr std::size_t kSample = 4000;
constexpr std::size_t kMostSquare = 600;

/// Where a column stands in Eigen's own numbers, which have 32 bits in WebAssembly, and a sign.
Index place(std::uint32_t column) {
  return static_cast<Index>(column);
}

}  // namespace

class Ridging {
 public:
  Ridging(const RidgeRows& rows, double penalty)
      : rows_(rows), penalty_(penalty), size_(static_cast<Index>(rows.columns()) + 1) {}

  VectorXd run(VectorXd w);

 private:
  /// Loss at w, its slope, and each row's bend.
  double look(const VectorXd& w, VectorXd& slope);
  [[nodiscard]] VectorXd bent(const VectorXd& p) const;
  [[nodiscard]] VectorXd solve(const VectorXd& slope);
  void precondition();
  [[nodiscard]] VectorXd preconditioned(const VectorXd& r) const;

  [[nodiscard]] double sum(std::size_t row, const VectorXd& w) const {
    // Four sums at a time: none waits for the one before.
    double a = w[0], b = 0, c = 0, d = 0;
    const std::uint32_t* at = rows_.on_.data() + begin(row);
    const std::uint32_t* const end = rows_.on_.data() + rows_.ends_[row];
    for (; end - at >= 4; at += 4) {
      a += w[place(at[0])];
      b += w[place(at[1])];
      c += w[place(at[2])];
      d += w[place(at[3])];
    }
    for (; at != end; ++at) a += w[place(*at)];
    return (a + b) + (c + d);
  }
  void add(std::size_t row, double by, VectorXd& to) const {
    to[0] += by;
    for (std::uint32_t i = begin(row); i < rows_.ends_[row]; ++i) to[place(rows_.on_[i])] += by;
  }
  [[nodiscard]] std::uint32_t begin(std::size_t row) const {
    return row == 0 ? 0 : rows_.ends_[row - 1];
  }
  [[nodiscard]] VectorXd shrunk(VectorXd w) const {
    w *= penalty_;
    w[0] = 0;
    return w;
  }

  const RidgeRows& rows_;
  double penalty_;
  Index size_;
  VectorXd bend_, diagonal_;
  Eigen::LLT<MatrixXd> square_;
};

double Ridging::look(const VectorXd& w, VectorXd& slope) {
  slope = shrunk(w);
  bend_.resize(static_cast<Index>(rows_.rows()));
  double loss = penalty_ / 2 * w.tail(size_ - 1).squaredNorm();
  for (std::size_t row = 0; row < rows_.rows(); ++row) {
    const double z = sum(row, w), all = rows_.all_[row], yes = rows_.yes_[row];
    const double e = std::exp(-std::abs(z)), far = 1 / (1 + e);
    loss += all * (std::max(z, 0.0) + std::log1p(e)) - yes * z;
    bend_[static_cast<Index>(row)] = all * e * far * far;
    add(row, all * (z > 0 ? far : 1 - far) - yes, slope);
  }
  return loss;
}

/// The bend of the loss, times p.
VectorXd Ridging::bent(const VectorXd& p) const {
  VectorXd out = shrunk(p);
  for (std::size_t row = 0; row < rows_.rows(); ++row) {
    add(row, bend_[static_cast<Index>(row)] * sum(row, p), out);
  }
  return out;
}

/// As every nth row tells the bend, or as its diagonal.
void Ridging::precondition() {
  diagonal_ = VectorXd::Constant(size_, penalty_);
  diagonal_[0] = 0;
  if (rows_.columns() > kMostSquare) {
    for (std::size_t row = 0; row < rows_.rows(); ++row) {
      add(row, bend_[static_cast<Index>(row)], diagonal_);
    }
    diagonal_ = diagonal_.cwiseMax(1e-12);
    return;
  }
  const std::size_t every = std::max<std::size_t>(1, rows_.rows() / kSample);
  MatrixXd square = MatrixXd::Zero(size_, size_);
  VectorXd column(size_);
  for (std::size_t row = 0; row < rows_.rows(); row += every) {
    const double bend = bend_[static_cast<Index>(row)] * static_cast<double>(every);
    square(0, 0) += bend;
    for (std::uint32_t i = begin(row); i < rows_.ends_[row]; ++i) {
      const std::uint32_t at = rows_.on_[i];
      square(place(at), 0) += bend;
      for (std::uint32_t j = begin(row); j <= i; ++j)
        square(place(at), place(rows_.on_[j])) += bend;
    }
  }
  square.diagonal() += diagonal_;
  square(0, 0) += 1e-9;
  square_.compute(square);
}

VectorXd Ridging::preconditioned(const VectorXd& r) const {
  if (rows_.columns() > kMostSquare) return r.cwiseQuotient(diagonal_);
  return square_.solve(r);
}

/// Solves bend * step = slope, by conjugate gradients.
VectorXd Ridging::solve(const VectorXd& slope) {
  VectorXd x = VectorXd::Zero(size_), r = slope, z = preconditioned(r), p = z;
  double rz = r.dot(z);
  const double enough = 1e-4 * rz;
  constexpr int kMostPasses = 60;
  for (int n = 0; n < kMostPasses && rz > enough; ++n) {
    const VectorXd ap = bent(p);
    const double by = rz / p.dot(ap);
    x += by * p;
    r -= by * ap;
    z = preconditioned(r);
    const double next = r.dot(z);
    p = z + next / rz * p;
    rz = next;
  }
  return x;
}

VectorXd Ridging::run(VectorXd w) {
  VectorXd slope, next_slope;
  double loss = look(w, slope);
  precondition();
  constexpr int kMostSteps = 20, kMostHalvings = 10;
  for (int n = 0; n < kMostSteps; ++n) {
    VectorXd step = solve(slope);
    const double before = loss;
    for (int half = 0; half < kMostHalvings; ++half, step /= 2) {
      const VectorXd next = w - step;
      const double reached = look(next, next_slope);
      if (reached > loss) continue;
      w = next;
      slope = next_slope;
      loss = reached;
      break;
    }
    if (before - loss <= 1e-8 * (1 + before)) break;
  }
  return w;
}

RidgeRows::RidgeRows(const Problem& problem) : columns_(problem.columns()) {
  constexpr auto kUnused = ~std::uint32_t{0};
  std::vector<std::uint32_t> place(problem.rows(), kUnused);
  for (std::size_t row = 0; row < problem.rows(); ++row) {
    if (problem.all[row] <= 0) continue;
    place[row] = static_cast<std::uint32_t>(all_.size());
    all_.push_back(problem.all[row]);
    yes_.push_back(problem.yes[row]);
  }
  std::vector<std::uint32_t> next(all_.size() + 1, 0);
  for (const auto& on : problem.on) {
    for (const std::uint32_t row : on) {
      if (place[row] != kUnused) ++next[place[row] + 1];
    }
  }
  for (std::size_t i = 1; i < next.size(); ++i) next[i] += next[i - 1];
  on_.resize(next.back());
  ends_.assign(next.begin() + 1, next.end());
  for (std::uint32_t column = 0; column < columns_; ++column) {
    for (const std::uint32_t row : problem.on[column]) {
      // The intercept is weight 0.
      if (place[row] != kUnused) on_[next[place[row]]++] = column + 1;
    }
  }
}

Ridge RidgeRows::fit(double penalty, const Ridge& start) const {
  VectorXd w = VectorXd::Zero(static_cast<Index>(columns_) + 1);
  w[0] = start.intercept;
  for (std::size_t c = 0; c < start.weight.size(); ++c)
    w[static_cast<Index>(c) + 1] = start.weight[c];
  w = Ridging(*this, penalty).run(std::move(w));
  return {w[0], {w.begin() + 1, w.end()}};
}

std::vector<double> log_odds(const Problem& problem, const Ridge& ridge) {
  std::vector<double> z(problem.rows(), ridge.intercept);
  for (std::size_t c = 0; c < problem.columns(); ++c) {
    for (const std::uint32_t row : problem.on[c]) z[row] += ridge.weight[c];
  }
  return z;
}

}  // namespace kelvin::study
