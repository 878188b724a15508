// SPDX-License-Identifier: Apache-2.0
// The rows for machines: the file that --json names. main writes it.
#pragma once

#include <string>
#include <vector>

#include "bench/peers/comparison.h"

namespace highwater::peers {

struct Settings {
  int runs = 0;
  int slow_runs = 0;
  double scale = 1;
};

// {"schema": 1, "runs", "slow_runs", "scale", "rows": [...]}; seconds, bytes, null for what is not known.
std::string render_json(const std::vector<Row>& rows, const Settings& settings);

}  // namespace highwater::peers
