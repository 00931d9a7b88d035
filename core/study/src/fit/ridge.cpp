// Newton's method whose systems are solved by conjugate gradients: each step costs a few passes
// over the bits that are set, however many columns there are.
#include "ridge.h"

#include <Eigen/Dense>

#include <algorithm>
#include <cmath>

namespace kelvin::study {
namespace {

using Eigen::Index;
using Eigen::VectorXd;

class Ridging {
 public:
  Ridging(const Problem& problem, double penalty)
      : problem_(problem), penalty_(penalty), size_(static_cast<Index>(problem.columns()) + 1) {}

  /// X w
  [[nodiscard]] VectorXd rows(const VectorXd& w) const {
    VectorXd z = VectorXd::Constant(static_cast<Index>(problem_.rows()), w[0]);
    for (std::size_t c = 0; c < problem_.columns(); ++c) {
      const double by = w[static_cast<Index>(c) + 1];
      if (by == 0) continue;
      for (const std::uint32_t row : problem_.on[c]) z[static_cast<Index>(row)] += by;
    }
    return z;
  }
  /// X' r
  [[nodiscard]] VectorXd columns(const VectorXd& r) const {
    VectorXd out(size_);
    out[0] = r.sum();
    for (std::size_t c = 0; c < problem_.columns(); ++c) {
      double sum = 0;
      for (const std::uint32_t row : problem_.on[c]) sum += r[static_cast<Index>(row)];
      out[static_cast<Index>(c) + 1] = sum;
    }
    return out;
  }
  [[nodiscard]] VectorXd shrunk(VectorXd w) const {
    w *= penalty_;
    w[0] = 0;
    return w;
  }
  [[nodiscard]] double loss(const VectorXd& w, const VectorXd& z) const {
    double loss = penalty_ / 2 * w.tail(size_ - 1).squaredNorm();
    for (Index i = 0; i < z.size(); ++i) {
      const auto row = static_cast<std::size_t>(i);
      if (problem_.all[row] > 0) {
        loss += problem_.all[row] * softplus(z[i]) - problem_.yes[row] * z[i];
      }
    }
    return loss;
  }
  /// Slope of the loss, and each row's bend.
  [[nodiscard]] VectorXd slope(const VectorXd& w, const VectorXd& z, VectorXd& bend) const {
    VectorXd pull(z.size());
    bend.resize(z.size());
    for (Index i = 0; i < z.size(); ++i) {
      const auto row = static_cast<std::size_t>(i);
      const double p = logistic(z[i]);
      pull[i] = problem_.all[row] * p - problem_.yes[row];
      bend[i] = problem_.all[row] * p * (1 - p);
    }
    return columns(pull) + shrunk(w);
  }
  /// Solves bend * step = slope, by conjugate gradients with the diagonal as preconditioner.
  [[nodiscard]] VectorXd solve(const VectorXd& slope, const VectorXd& bend) const {
    VectorXd diagonal = columns(bend).array() + penalty_;
    diagonal[0] -= penalty_;
    diagonal = diagonal.cwiseMax(1e-12);
    VectorXd x = VectorXd::Zero(size_), r = slope, z = r.cwiseQuotient(diagonal), p = z;
    double rz = r.dot(z);
    const double enough = 1e-4 * rz;
    constexpr int kMostPasses = 60;
    for (int n = 0; n < kMostPasses && rz > enough; ++n) {
      const VectorXd ap = columns(bend.cwiseProduct(rows(p))) + shrunk(p);
      const double by = rz / p.dot(ap);
      x += by * p;
      r -= by * ap;
      z = r.cwiseQuotient(diagonal);
      const double next = r.dot(z);
      p = z + next / rz * p;
      rz = next;
    }
    return x;
  }

 private:
  const Problem& problem_;
  double penalty_;
  Index size_;
};

}  // namespace

Ridge fit_ridge(const Problem& problem, double penalty, Ridge start) {
  start.weight.resize(problem.columns(), 0);
  VectorXd w(static_cast<Index>(problem.columns()) + 1);
  w[0] = start.intercept;
  for (std::size_t c = 0; c < problem.columns(); ++c)
    w[static_cast<Index>(c) + 1] = start.weight[c];
  const Ridging ridging(problem, penalty);
  VectorXd z = ridging.rows(w), bend;
  double loss = ridging.loss(w, z);
  constexpr int kMostSteps = 20, kMostHalvings = 10;
  for (int n = 0; n < kMostSteps; ++n) {
    VectorXd step = ridging.solve(ridging.slope(w, z, bend), bend);
    const double before = loss;
    for (int half = 0; half < kMostHalvings; ++half, step /= 2) {
      const VectorXd next = w - step;
      const VectorXd next_z = ridging.rows(next);
      const double reached = ridging.loss(next, next_z);
      if (reached > loss) continue;
      w = next;
      z = next_z;
      loss = reached;
      break;
    }
    if (before - loss <= 1e-6 * (1 + before)) break;
  }
  Ridge ridge{w[0], {}};
  for (std::size_t c = 0; c < problem.columns(); ++c) {
    ridge.weight.push_back(w[static_cast<Index>(c) + 1]);
  }
  return ridge;
}

std::vector<double> log_odds(const Problem& problem, const Ridge& ridge) {
  std::vector<double> z(problem.rows(), ridge.intercept);
  for (std::size_t c = 0; c < problem.columns(); ++c) {
    for (const std::uint32_t row : problem.on[c]) z[row] += ridge.weight[c];
  }
  return z;
}

}  // namespace kelvin::study
