// SPDX-License-Identifier: Apache-2.0
// Tells numbers that a measurement made from those that somebody typed. A baseline's file ends up in git,
// where it can be edited, and where two branches can be merged into numbers that neither had. The digest is
// over everything that a measurement makes: metrics by probe, region, platform, context, runs and call sites.
// It leaves out what people edit: the tolerances and limits, the reason, and the scenario's name, which
// changes when its file is moved.
//
// XXH3-128 (xxhash.com, Collet) over canonical JSON, as 32 hexadecimal digits: it finds mistakes and
// shortcuts; somebody who computes a digest by hand could as well have run another program.
#pragma once

#include <string>

#include "baseline/baseline.h"

namespace highwater {

// Of the baseline as its file would be.
std::string digest_of(const Baseline& baseline);

// With the digest that fits. For what a measurement has just made, alone.
Baseline with_digest(Baseline baseline);

// Of all that the file would hold, terms and reason included: is it still the one that somebody looked at?
std::string fingerprint_of(const Baseline& baseline);

// Has a digest, of other numbers than it has.
bool is_edited(const Baseline& baseline);

}  // namespace highwater
