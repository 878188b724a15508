// SPDX-License-Identifier: Apache-2.0
// The sums are told apart by the label of each tree's root ("curB : currently allocated Bytes"), not by their
// position. The bytes are checked against each other: what was allocated is what is left and what was freed.
#include "probe/massif_xtree.h"

#include <fmt/format.h>

#include <optional>

#include "probe/massif_file.h"

namespace highwater {
namespace {

constexpr const char* kHint = "the report is cut or of another kind: is the disk full?";

std::optional<std::uint64_t> sum_named(const MassifFile& file, std::string_view sum) {
  for (const MassifSnapshot& snapshot : file.snapshots) {
    if (snapshot.tree.empty()) continue;
    const std::string_view label = snapshot.tree.front().label;
    if (label.starts_with(sum) && label.substr(sum.size()).starts_with(" :")) return snapshot.heap_bytes;
  }
  return std::nullopt;
}

}  // namespace

Expected<XtreeTotals> parse_xtree(std::string_view text, const std::string& name) {
  HIGHWATER_TRY(const MassifFile file, parse_massif(text, name, MassifTrees::kCheck));
  std::uint64_t sums[6];
  const char* const names[6] = {"curB", "curBk", "totB", "totBk", "totFdB", "totFdBk"};
  for (int index = 0; index < 6; ++index) {
    const std::optional<std::uint64_t> sum = sum_named(file, names[index]);
    if (!sum)
      return fail(ExitStatus::kProbe,
                  fmt::format("{}: expected a tree \"{} : …\", found none", name, names[index]), kHint);
    sums[index] = *sum;
  }
  if (sums[0] + sums[4] != sums[2])
    return fail(ExitStatus::kProbe,
                fmt::format("{}: expected totB = curB + totFdB, found {} and {} + {}", name, sums[2], sums[0],
                            sums[4]),
                kHint);
  return XtreeTotals{sums[0], sums[2], sums[3]};
}

}  // namespace highwater
