// Weights of groups by projected Newton: a weight at its bound that would go past it stands still,
// the others take a Newton step, cut to their bounds and halved until it helps.
#include <Eigen/Dense>

#include <algorithm>
#include <bit>
#include <cmath>

#include "groups.h"

namespace kelvin::study {
namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

/// Keeps the system regular where a column says nothing that others do not.
constexpr double kRidge = 1e-4;
constexpr double kMostIntercept = 30;

struct Box {
  VectorXd low, high;
};

Box box_of(const Problem& problem, const Groups& groups) {
  const auto size = static_cast<Index>(groups.columns.size()) + 1;
  Box box{VectorXd::Constant(size, -kMostWeight), VectorXd::Constant(size, kMostWeight)};
  box.low[0] = -kMostIntercept;
  box.high[0] = kMostIntercept;
  for (Index i = 1; i < size; ++i) {
    const std::int8_t sign = problem.sign[groups.columns[static_cast<std::size_t>(i - 1)]];
    if (sign > 0) box.low[i] = 0;
    if (sign < 0) box.high[i] = 0;
  }
  return box;
}

double sum_of(std::uint32_t bits, const VectorXd& w) {
  double z = w[0];
  for (; bits != 0; bits &= bits - 1) z += w[std::countr_zero(bits) + 1];
  return z;
}

double loss_of(const Groups& groups, const VectorXd& w) {
  double loss = kRidge / 2 * w.tail(w.size() - 1).squaredNorm();
  for (std::size_t g = 0; g < groups.bits.size(); ++g) {
    const double z = sum_of(groups.bits[g], w);
    loss += groups.all[g] * softplus(z) - groups.yes[g] * z;
  }
  return loss;
}

/// Slope and bend of the loss at w.
void look(const Groups& groups, const VectorXd& w, VectorXd& slope, MatrixXd& bend) {
  slope = kRidge * w;
  slope[0] = 0;
  bend.setZero();
  bend.diagonal().setConstant(kRidge);
  Index members[kMostChosen + 1];
  for (std::size_t g = 0; g < groups.bits.size(); ++g) {
    const double p = logistic(sum_of(groups.bits[g], w));
    const double pull = groups.all[g] * p - groups.yes[g];
    const double curve = groups.all[g] * p * (1 - p);
    Index count = 0;
    members[count++] = 0;
    for (std::uint32_t rest = groups.bits[g]; rest != 0; rest &= rest - 1) {
      members[count++] = std::countr_zero(rest) + 1;
    }
    for (Index i = 0; i < count; ++i) {
      slope[members[i]] += pull;
      for (Index j = 0; j <= i; ++j) bend(members[i], members[j]) += curve;
    }
  }
}

/// The Newton step of those that are free to move.
VectorXd step_of(const VectorXd& w, const Box& box, const VectorXd& slope, const MatrixXd& bend) {
  std::vector<Index> free;
  for (Index i = 0; i < w.size(); ++i) {
    const bool stuck =
        (w[i] <= box.low[i] && slope[i] > 0) || (w[i] >= box.high[i] && slope[i] < 0);
    if (!stuck) free.push_back(i);
  }
  const MatrixXd part = MatrixXd(bend.selfadjointView<Eigen::Lower>())(free, free);
  const VectorXd moved = part.ldlt().solve(slope(free));
  VectorXd step = VectorXd::Zero(w.size());
  for (std::size_t i = 0; i < free.size(); ++i) step[free[i]] = -moved[static_cast<Index>(i)];
  return step;
}

}  // namespace

Weights fit_weights(const Problem& problem, const Groups& groups, Weights start) {
  const auto size = static_cast<Index>(groups.columns.size()) + 1;
  const Box box = box_of(problem, groups);
  VectorXd w = VectorXd::Zero(size);
  w[0] = start.intercept;
  for (std::size_t i = 0; i < start.weight.size(); ++i)
    w[static_cast<Index>(i) + 1] = start.weight[i];
  w = w.cwiseMax(box.low).cwiseMin(box.high);
  double loss = loss_of(groups, w);
  VectorXd slope(size);
  MatrixXd bend(size, size);
  constexpr int kMostSteps = 30, kMostHalvings = 12;
  for (int n = 0; n < kMostSteps; ++n) {
    look(groups, w, slope, bend);
    VectorXd step = step_of(w, box, slope, bend);
    const double before = loss;
    for (int half = 0; half < kMostHalvings; ++half, step /= 2) {
      const VectorXd next = (w + step).cwiseMax(box.low).cwiseMin(box.high);
      const double reached = loss_of(groups, next);
      if (reached > loss) continue;
      w = next;
      loss = reached;
      break;
    }
    if (before - loss <= 1e-7 * (1 + before)) break;
  }
  Weights fitted{w[0], {}, loss};
  for (Index i = 1; i < size; ++i) fitted.weight.push_back(w[i]);
  return fitted;
}

}  // namespace kelvin::study
