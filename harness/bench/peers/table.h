// SPDX-License-Identifier: Apache-2.0
// The rows as a table for people. main prints it.
#pragma once

#include <string>
#include <vector>

#include "bench/peers/comparison.h"

namespace highwater::peers {

// Times, then memory where it is known, then what the columns are.
std::string render_table(const std::vector<Row>& rows);

}  // namespace highwater::peers
