// SPDX-License-Identifier: Apache-2.0
// Names for call sites, from highwater-site-names, which is run when an assertion has failed and only then.
#pragma once

#include <string>
#include <vector>

#include "adapters/gtest/site_changes.h"

namespace highwater::adapter {

// A line for each of `changes`, largest first: "+4,096 bytes  grow <- fill  file.cc:12"; ten at most, then
// what the others come to. What is missing to `total` has a row of its own, so that the rows always add up to
// it.
std::string describe_sites(const counting::SiteTables& tables, std::vector<SiteChange> changes,
                           std::int64_t total, Quantity quantity);

// "1 byte", "4,096 bytes", "-3 allocations".
std::string amount(std::int64_t value, Quantity quantity);

}  // namespace highwater::adapter
