// SPDX-License-Identifier: Apache-2.0
// Names that become paths: a scenario's ("batch_download/trimmed") and a profile key. Manifests and baselines
// check theirs here, so that no name reaches a file outside the folder that it belongs in.
#pragma once

#include <string>
#include <string_view>

namespace highwater {

enum class Segments { kOne, kMany };

// What is wrong with `name`, for a message; empty when nothing is. A name is one segment, or several with
// single slashes between. A segment is made of A-Z a-z 0-9 _ . - and neither begins with `.` or `-`, nor
// contains `..`, nor ends in `.json`.
std::string path_name_problem(std::string_view name, Segments segments);

}  // namespace highwater
