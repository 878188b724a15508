// SPDX-License-Identifier: Apache-2.0
#include "compare/review_sites.h"

#include <algorithm>
#include <tuple>

#include "compare/site_pairing.h"

namespace highwater {

std::vector<GrownSite> grown_sites(const std::vector<BaselineSite>& before,
                                   const std::vector<BaselineSite>& after, Metric metric, std::size_t most) {
  std::vector<std::int64_t> was(after.size(), 0);
  for (const SitePair& pair : pair_sites(before, after))
    was[pair.now] = value_of(before[pair.before], metric);
  std::vector<GrownSite> grown;
  for (std::size_t i = 0; i < after.size(); ++i) {
    const std::int64_t now = value_of(after[i], metric);
    if (now > was[i])
      grown.push_back(
          {.metric = metric, .before = was[i], .now = now, .chain = after[i].chain, .file = after[i].file});
  }
  std::sort(grown.begin(), grown.end(), [](const GrownSite& a, const GrownSite& b) {
    const std::int64_t first = difference_of(a.before, a.now);
    const std::int64_t second = difference_of(b.before, b.now);
    return std::tie(second, a.chain) < std::tie(first, b.chain);
  });
  if (grown.size() > most) grown.resize(most);
  return grown;
}

}  // namespace highwater
