// SPDX-License-Identifier: Apache-2.0
// What is being measured, and how long the rest will take. For the line that a terminal shows.
#pragma once

#include <chrono>
#include <cstddef>
#include <string>

namespace highwater {

// "[3/12] downloads/cached (counting), 40 s left": the rest takes as long for each as those before did on
// average; nothing is said of it before the first is over. `number` is from 1, `elapsed` since the first
// began.
std::string progress_line(std::size_t number, std::size_t count, const std::string& what,
                          std::chrono::milliseconds elapsed);

}  // namespace highwater
