// SPDX-License-Identifier: Apache-2.0
#include "compare/hints.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "base/bytes.h"

namespace highwater {
namespace {

constexpr std::int64_t kFewestToDouble = 4;  // allocations of one buffer; two of each where buffers are kept
constexpr double kDoublingBand = 0.1;        // of the closed form, for the first allocations are of any size
constexpr double kDoublingBandOfClass = 0.02;
constexpr std::int64_t kFewestTemporary = 100;
constexpr std::int64_t kTemporaryPerLive = 50;
constexpr double kSlack = 1.25;  // retained bytes for each byte of payload that nobody would call waste

bool is_near(double value, double expected, double band) {
  return std::abs(value - expected) <= band * expected;
}

bool is_memory(Metric metric) {
  return metric == Metric::kPeakBytes || metric == Metric::kRetainedBytes;
}

std::string doubling_hint(const std::string& function, bool keeps) {
  const std::string seen = fmt::format("{} grows its buffer by doubling", function);
  if (keeps)
    return seen +
           ", and what it keeps is up to twice what is in it: start small (64 KiB), and copy the result into "
           "a buffer of its exact size when more than 10 % would be wasted";
  return seen +
         ", and at the peak the old and the new one are both live: read by line or in chunks of a fixed "
         "size (4096 bytes), or allocate the final size once and do not ask for more room at its end";
}

std::string slack_hint(std::int64_t retained, std::int64_t payload) {
  return fmt::format(
      "{} are retained for a declared payload of {}, {:.2f} bytes for each: capacity that is not "
      "used. Copy into buffers of the exact size when more than 10 % is wasted",
      format_bytes(retained), format_bytes(payload),
      static_cast<double>(retained) / static_cast<double>(payload));
}

std::string temporary_hint(const FunctionSums& sums) {
  return fmt::format(
      "{} allocates {} times and never holds more than {} at once: keep one buffer and reuse it",
      sums.function, format_count(sums.allocations),
      sums.peak_blocks <= 1 ? "one block" : fmt::format("{} blocks", sums.peak_blocks));
}

std::string iteration_hint(const FunctionSums& sums, std::int64_t blocks) {
  const std::int64_t size = sums.more_retained_bytes / sums.more_retained_blocks;
  return fmt::format(
      "{} keeps {} more after every iteration, {} each: free what the iteration made, or empty the "
      "container that collects it",
      sums.function, blocks == 1 ? "one block" : fmt::format("{} blocks", blocks), format_bytes(size));
}

// The first pattern that fits says most.
std::optional<std::string> hint_for(const Explanation& explanation, const FunctionSums& sums) {
  if (is_memory(explanation.metric) || explanation.metric == Metric::kRetainedBlocks) {
    const std::int64_t blocks = blocks_per_iteration(sums.more_retained_blocks, explanation.iterations);
    if (blocks > 0) return iteration_hint(sums, blocks);
    if (grows_by_doubling(sums, kDoublingBand) && is_memory(explanation.metric))
      return doubling_hint(sums.function, sums.retained_blocks > 1);
    return std::nullopt;
  }
  if (is_temporary(sums)) return temporary_hint(sums);
  return std::nullopt;
}

template <typename IsTheirs>
FunctionSums sums_of(IsTheirs is_theirs, const std::string& who, const std::vector<BaselineSite>& before,
                     const std::vector<MergedSite>& now) {
  FunctionSums sums;
  sums.function = who;
  for (const MergedSite& site : now) {
    if (!is_theirs(site.sums.chain.front())) continue;
    sums.peak_bytes += site.sums.peak_bytes;
    sums.peak_blocks += site.peak_blocks;
    sums.retained_bytes += site.sums.retained_bytes;
    sums.retained_blocks += site.sums.retained_blocks;
    sums.allocated_bytes += site.sums.allocated_bytes;
    sums.allocations += site.sums.allocations;
  }
  sums.more_retained_bytes = sums.retained_bytes;
  sums.more_retained_blocks = sums.retained_blocks;
  for (const BaselineSite& site : before) {
    if (!is_theirs(site.chain.front())) continue;
    sums.more_retained_bytes -= site.retained_bytes;
    sums.more_retained_blocks -= site.retained_blocks;
  }
  return sums;
}

// A buffer whose constructor allocates the first capacity, and whose other functions the next ones: the class
// doubles. As what is taken for a class may be a namespace, the closed form has to be met closely.
std::optional<std::string> class_hint(const std::string& function, const std::vector<BaselineSite>& before,
                                      const std::vector<MergedSite>& now) {
  const std::size_t end = function.rfind("::");
  if (end == std::string::npos) return std::nullopt;
  const std::string prefix = function.substr(0, end + 2);
  const auto is_member = [&](const std::string& name) {
    return name.compare(0, prefix.size(), prefix) == 0 && name.find("::", prefix.size()) == std::string::npos;
  };
  const FunctionSums sums = sums_of(is_member, function.substr(0, end), before, now);
  if (!grows_by_doubling(sums, kDoublingBandOfClass)) return std::nullopt;
  return doubling_hint(sums.function, sums.retained_blocks > 1);
}

}  // namespace

FunctionSums sums_of_function(const std::string& function, const std::vector<BaselineSite>& before,
                              const std::vector<MergedSite>& now) {
  return sums_of([&](const std::string& name) { return name == function; }, function, before, now);
}

bool grows_by_doubling(const FunctionSums& sums, double band) {
  const auto allocated = static_cast<double>(sums.allocated_bytes);
  if (sums.retained_blocks > 1) {
    const double each = static_cast<double>(sums.allocations) / static_cast<double>(sums.retained_blocks);
    if (each < 2 || sums.retained_bytes <= 0) return false;
    return is_near(allocated / static_cast<double>(sums.retained_bytes), 2 - std::exp2(1 - each), band);
  }
  if (sums.allocations < kFewestToDouble || sums.peak_blocks != 2 || sums.peak_bytes <= 0) return false;
  return is_near(allocated / static_cast<double>(sums.peak_bytes), 4.0 / 3.0, band);
}

bool is_temporary(const FunctionSums& sums) {
  return sums.retained_blocks <= 0 && sums.allocations >= kFewestTemporary &&
         sums.peak_blocks <= sums.allocations / kTemporaryPerLive;
}

std::int64_t blocks_per_iteration(std::int64_t more_blocks, std::int64_t iterations) {
  if (iterations < 3 || more_blocks <= 0) return 0;
  for (const std::int64_t times : {iterations, iterations - 1})
    if (more_blocks % times == 0) return more_blocks / times;
  return 0;
}

std::vector<std::string> hints_for(const Explanation& explanation, const std::vector<BaselineSite>& before,
                                   const std::vector<MergedSite>& now,
                                   const std::optional<std::int64_t>& payload_bytes) {
  std::vector<std::string> hints;
  const std::int64_t difference = explanation.now - explanation.before;
  for (const SiteDifference& row : explanation.sites) {
    // A tenth of the difference, or it is not what this is about.
    if (row.difference() <= 0 || row.difference() < difference / 10) break;
    const std::string& function = row.chain.front();
    if (function.front() == '[') continue;  // a whole library
    std::optional<std::string> hint = hint_for(explanation, sums_of_function(function, before, now));
    if (!hint && is_memory(explanation.metric)) hint = class_hint(function, before, now);
    if (hint && std::find(hints.begin(), hints.end(), *hint) == hints.end())
      hints.push_back(std::move(*hint));
  }
  if (explanation.metric == Metric::kRetainedBytes && payload_bytes && *payload_bytes > 0 &&
      static_cast<double>(explanation.now) > kSlack * static_cast<double>(*payload_bytes))
    hints.push_back(slack_hint(explanation.now, *payload_bytes));
  return hints;
}

}  // namespace highwater
