// SPDX-License-Identifier: Apache-2.0
// Which call chain of a run is which of the baseline, across renamed, inlined and added functions. Used by
// explanation.cc.
#pragma once

#include <cstdint>
#include <utility>
#include <vector>

#include "baseline/baseline_site.h"

namespace highwater {

// Indexes of one site each, in the baseline and in the run.
struct SitePair {
  std::size_t before = 0;
  std::size_t now = 0;
  bool same_chain = false;  // else they are alike

  bool operator==(const SitePair&) const = default;
};

// Every site at most once. First those with the same chain, then, of the rest, the most alike first.
//
// Two chains are as alike as their longest common subsequence of functions, a Dice coefficient whose
// functions weigh log(1 + chains / chains with it): `main` says little, a function of one site much. A
// renamed function counts for the letter pairs that the names share. Sites whose numbers differ are less
// alike; those of exactly the same numbers are taken for one with less in common. Deterministic.
std::vector<SitePair> pair_sites(const std::vector<BaselineSite>& before,
                                 const std::vector<BaselineSite>& now);

// How alike two function names are, from 0 to 1: the Dice coefficient of their pairs of letters (Dice 1945).
double name_similarity(const std::string& a, const std::string& b);

}  // namespace highwater
