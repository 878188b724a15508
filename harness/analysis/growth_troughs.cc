// SPDX-License-Identifier: Apache-2.0
// What stays when a buffer empties, whenever it does: the points that no later one is below.
#include <algorithm>

#include "analysis/growth_series.h"

namespace highwater {
namespace {

constexpr std::size_t kTroughs = 4;

// Index of the last point that is below the one before; 0: none is. Behind it is an unfinished tooth.
std::size_t last_drop(const GrowthSeries& series) {
  for (std::size_t i = series.size(); i-- > 1;)
    if (series.bytes[i] < series.bytes[i - 1]) return i;
  return 0;
}

// Indexes, increasing.
std::vector<std::size_t> troughs_until(const GrowthSeries& series, std::size_t last) {
  std::vector<std::size_t> troughs;
  for (std::size_t i = last + 1; i-- > 0;)
    if (troughs.empty() || series.bytes[i] <= series.bytes[troughs.back()]) troughs.push_back(i);
  std::reverse(troughs.begin(), troughs.end());
  return troughs;
}

// Rises come several in a row in a sawtooth, and alone in noise.
bool has_teeth(const GrowthSeries& series) {
  std::size_t rises = 0;
  std::size_t drops = 0;
  for (std::size_t i = 1; i < series.size(); ++i) {
    if (series.bytes[i] > series.bytes[i - 1]) ++rises;
    if (series.bytes[i] < series.bytes[i - 1]) ++drops;
  }
  return rises >= drops * 2;
}

}  // namespace

std::optional<Growth> trough_growth(const GrowthSeries& series) {
  const std::vector<std::size_t> troughs = troughs_until(series, last_drop(series));
  if (troughs.size() < kTroughs) return std::nullopt;
  // At least half of the time must be between them.
  const std::int64_t covered = series.at[troughs.back()] - series.at[troughs.front()];
  if (covered * 2 < series.at.back() - series.at.front()) return std::nullopt;
  std::vector<double> rates;
  for (std::size_t i = 1; i < troughs.size(); ++i) {
    const std::size_t from = troughs[i - 1];
    const std::size_t to = troughs[i];
    rates.push_back(static_cast<double>(series.bytes[to] - series.bytes[from]) /
                    static_cast<double>(series.at[to] - series.at[from]));
  }
  const std::optional<double> rate = clear_mode(rates);
  if (!rate) return std::nullopt;
  return growth_at(*rate, has_teeth(series) ? GrowthShape::kSawtooth : GrowthShape::kFlat, 0, 1);
}

}  // namespace highwater
