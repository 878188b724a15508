// SPDX-License-Identifier: Apache-2.0
#include "gate/usable_waivers.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <string>
#include <vector>

#include "base/suggest.h"

namespace highwater {

Expected<Waivers> usable_waivers(const Manifest& manifest, const BaselineStore& store) {
  HIGHWATER_TRY(Waivers waivers, load_waivers(manifest));
  if (waivers.waivers.empty()) return waivers;
  HIGHWATER_TRY(std::vector<std::string> known, store.profiles());
  known.push_back(store.profile());
  for (const Waiver& waiver : waivers.waivers) {
    if (!waiver.profile || std::find(known.begin(), known.end(), *waiver.profile) != known.end()) continue;
    const std::optional<std::string> near = suggest(*waiver.profile, known);
    return fail(ExitStatus::kUsage,
                fmt::format("{}: \"{}\" is waived for the profile \"{}\", which has no baselines",
                            waivers.path, waiver.scenario, *waiver.profile),
                near ? fmt::format("did you mean \"{}\"?", *near)
                     : fmt::format("there are some for {}", fmt::join(known, ", ")));
  }
  return waivers;
}

}  // namespace highwater
