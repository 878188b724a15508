// SPDX-License-Identifier: Apache-2.0
#include "fuzz/targets.h"

#include <cstdio>
#include <cstdlib>

namespace highwater::fuzz {
namespace {

constexpr Target kTargets[] = {
    {"massif", read_massif},     {"massif_notes", read_massif_notes}, {"result", read_result},
    {"baseline", read_baseline}, {"manifest", read_manifest},         {"configuration", read_configuration},
    {"waivers", read_waivers},   {"proposal", read_proposal},         {"words", read_words},
    {"segment", read_segment},   {"symbols", read_symbols},           {"http", ask_http},
};

}  // namespace

std::span<const Target> targets() {
  return kTargets;
}

const Target* find_target(std::string_view name) {
  for (const Target& target : kTargets)
    if (name == target.name) return &target;
  return nullptr;
}

void require(bool holds, const char* what) {
  if (holds) return;
  std::fprintf(stderr, "finding: %s\n", what);
  std::abort();
}

}  // namespace highwater::fuzz
