// SPDX-License-Identifier: Apache-2.0
// Inputs of the workloads as text, the same on every machine. For workload.cc.
#pragma once

#include <cstdint>
#include <string>

namespace highwater::peers {

// An array of `records` objects, about 100 bytes each.
std::string json_input(std::int64_t records);

// A script for sqlite3: `rows` rows in a table with an index, and a query that walks it.
std::string sql_input(std::int64_t rows);

// C++ with `functions` functions, each of which searches, replaces and iterates with std::regex.
std::string regex_input(std::int64_t functions);

}  // namespace highwater::peers
