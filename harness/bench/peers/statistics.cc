// SPDX-License-Identifier: Apache-2.0
// Sorts: there are some ten values.
#include "bench/peers/statistics.h"

#include <algorithm>
#include <cstddef>

namespace highwater::peers {

Summary summarize(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  const std::size_t middle = values.size() / 2;
  const bool odd = values.size() % 2 == 1;
  const double median = odd ? values[middle] : (values[middle - 1] + values[middle]) / 2;
  return {median, values.front(), values.back()};
}

}  // namespace highwater::peers
