// SPDX-License-Identifier: Apache-2.0
// What a proposed baseline holds its numbers to, next to what the tree says. A check proposes numbers; terms
// are a person's. Pure; take_proposals() asks.
#pragma once

#include <map>
#include <optional>
#include <string>

#include "baseline/baseline.h"

namespace highwater {

// The first tolerance or hard limit of `proposed`, or NOISY metric, that accept() (accept.h) would not have
// made of one run of each probe, `old` and the tolerances that are declared for the scenario: such as
// "peak_bytes: absolute 1024, relative 1e+300". Empty: there is none.
std::string foreign_term(const std::optional<Baseline>& old, const Baseline& proposed,
                         const std::map<Metric, Tolerance>& declared);

}  // namespace highwater
