// SPDX-License-Identifier: Apache-2.0
// The waivers of a suite, with what only the baselines can tell: which platforms there are. For check.cc and
// listing.cc.
#pragma once

#include "base/error.h"
#include "baseline/store.h"
#include "suite/manifest.h"
#include "suite/waivers.h"

namespace highwater {

// Errors: those of load_waivers(); a waiver for a platform that has no baselines and is not the manifest's
// (kUsage): it is misspelt, or gone, and nothing would ever judge the waiver.
Expected<Waivers> usable_waivers(const Manifest& manifest, const BaselineStore& store);

}  // namespace highwater
