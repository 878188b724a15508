// SPDX-License-Identifier: Apache-2.0
// Results such as no program gives, for comparing readers: recursion, templates, functions and modules that
// are not known, modules of one name, one module under two paths, numbers of every size and sign.
#pragma once

#include <random>

#include "result/measurement.h"

namespace highwater {

// With a region "r", whose numbers may be negative. The same for the same numbers.
Measurement random_result(std::mt19937& random);

// `measurement` a little later: some sites are gone, some new, some have other numbers.
Measurement changed(const Measurement& measurement, std::mt19937& random);

}  // namespace highwater
