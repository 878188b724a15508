// SPDX-License-Identifier: Apache-2.0
#include "report/metric_words.h"

#include <fmt/format.h>

#include "base/bytes.h"
#include "compare/trend.h"

namespace highwater {

std::string short_name_of(Metric metric) {
  switch (metric) {
    case Metric::kPeakBytes:
      return "peak";
    case Metric::kRetainedBytes:
      return "retained";
    case Metric::kRetainedBlocks:
      return "retained blocks";
    case Metric::kAllocatedBytes:
      return "allocated";
    case Metric::kAllocations:
      return "allocations";
    case Metric::kGrowthBytesPerIteration:
      return "growth an iteration";
  }
  return {};
}

std::string format_difference(Metric metric, std::int64_t difference) {
  if (is_bytes(metric)) return format_bytes_delta(difference);
  return (difference < 0 ? "" : "+") + format_count(difference);
}

std::string format_change(Metric metric, std::int64_t from, std::int64_t to) {
  return fmt::format("{} ({})", format_difference(metric, difference_of(from, to)),
                     format_percent_change(from, to));
}

std::string short_percent(std::int64_t from, std::int64_t to) {
  std::string text = format_percent_change(from, to);
  const std::size_t zero = text.find(".0 %");
  return zero == std::string::npos ? text : text.erase(zero, 2);
}

}  // namespace highwater
