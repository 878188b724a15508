// SPDX-License-Identifier: Apache-2.0
// What is said of several runs: the median, which one disturbed run does not move, and the extremes, which
// show how quiet the machine was. For comparison.cc.
#pragma once

#include <cstdint>
#include <vector>

namespace highwater::peers {

struct Summary {
  double median = 0;
  double min = 0;
  double max = 0;

  bool operator==(const Summary&) const = default;
};

// REQUIRES: values is not empty. The median of an even number is the mean of the middle two.
Summary summarize(std::vector<double> values);

}  // namespace highwater::peers
