// SPDX-License-Identifier: Apache-2.0
// A metric and what became of it, in a sentence. Pure.
#pragma once

#include <cstdint>
#include <string>

#include "result/metric.h"

namespace highwater {

// "peak", "retained", "retained blocks".
std::string short_name_of(Metric metric);

// "+4.31 MiB", or "+17" for a count.
std::string format_difference(Metric metric, std::int64_t difference);

// "+4.31 MiB (+53.2 %)".
std::string format_change(Metric metric, std::int64_t from, std::int64_t to);

// "+31 %", "+2.3 %", "new".
std::string short_percent(std::int64_t from, std::int64_t to);

}  // namespace highwater
