// SPDX-License-Identifier: Apache-2.0
#include "suite/sized_command.h"

#include <algorithm>
#include <string_view>

namespace highwater {
namespace {

constexpr std::string_view kPlaceholder = "{size}";

}  // namespace

bool has_size_placeholder(const std::vector<std::string>& command) {
  return std::any_of(command.begin(), command.end(),
                     [](const std::string& word) { return word.find(kPlaceholder) != std::string::npos; });
}

std::vector<std::string> sized_command(std::vector<std::string> command, std::int64_t size) {
  const std::string number = std::to_string(size);
  for (std::string& word : command)
    for (std::size_t at = word.find(kPlaceholder); at != std::string::npos;
         at = word.find(kPlaceholder, at + number.size()))
      word.replace(at, kPlaceholder.size(), number);
  return command;
}

}  // namespace highwater
