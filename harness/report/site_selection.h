// SPDX-License-Identifier: Apache-2.0
// The sites that a report is about: of the whole process, or of one region. Used by `top`, `diff` and
// `export`.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/error.h"
#include "result/measurement.h"

namespace highwater {

struct SiteSelection {
  const std::vector<SiteResult>* sites = nullptr;  // BORROWS the measurement
  const RegionResult* region = nullptr;            // null: the whole process
};

// `file` is where the measurement was read from, for messages. Errors (kUsage): no sites, no such region, and
// numbers that no program has: sums of what is returned never overflow.
Expected<SiteSelection> select_sites(const Measurement& measurement, const std::optional<std::string>& region,
                                     const std::string& file);

// "whole process", "region download"; control characters are shown.
std::string name_of(const SiteSelection& selection);

// The region of that name; an error that names those there are.
Expected<const RegionResult*> find_region(const Measurement& measurement, const std::string& region,
                                          const std::string& file);

}  // namespace highwater
