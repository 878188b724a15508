// SPDX-License-Identifier: Apache-2.0
// What may have moved the numbers though nobody changed the program: another libc, compiler, kernel, Valgrind
// or library than the baseline was made with. Hints beside a failing check, never a verdict. Pure. judge()
// asks it; what the run itself had to warn of (address-space randomisation) is in Measurement::warnings.
#pragma once

#include <string>
#include <vector>

#include "result/context.h"
#include "result/measurement.h"

namespace highwater {

// "libc: glibc 2.36 -> glibc 2.37", "libjpeg.so.62: libjpeg.so.62.3.0 -> libjpeg.so.62.4.0"; a library that
// is new or gone says so. What either side does not know is no difference; nor is the revision, which is
// meant to change, nor the profile, which selects the baseline. `probe` is that of `now`: without massif,
// Valgrind has no part in the numbers.
std::vector<std::string> environment_changes(const Context& before, const Context& now, ProbeKind probe);

// One hint with all of them; none where nothing changed.
std::vector<std::string> fitness_hints(const Context& before, const Context& now, ProbeKind probe);

}  // namespace highwater
