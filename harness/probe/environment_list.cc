// SPDX-License-Identifier: Apache-2.0
#include "probe/environment_list.h"

#include <algorithm>

namespace highwater {
namespace {

auto find(const std::vector<std::string>& environment, const std::string& name) {
  return std::find_if(environment.begin(), environment.end(),
                      [&](const std::string& entry) { return entry.rfind(name + "=", 0) == 0; });
}

}  // namespace

std::optional<std::string> get_variable(const std::vector<std::string>& environment,
                                        const std::string& name) {
  const auto entry = find(environment, name);
  if (entry == environment.end()) return std::nullopt;
  return entry->substr(name.size() + 1);
}

void set_variable(std::vector<std::string>& environment, const std::string& name, const std::string& value) {
  const auto entry = find(environment, name);
  if (entry == environment.end()) {
    environment.push_back(name + "=" + value);
  } else {
    environment[static_cast<std::size_t>(entry - environment.begin())] = name + "=" + value;
  }
}

void add_preload(std::vector<std::string>& environment, const std::string& library) {
  const std::optional<std::string> users = get_variable(environment, "LD_PRELOAD");
  set_variable(environment, "LD_PRELOAD", users && !users->empty() ? library + ":" + *users : library);
}

}  // namespace highwater
