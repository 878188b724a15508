// SPDX-License-Identifier: Apache-2.0
// Sites and modules of a result file as JSON. Called by json.cc.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <tuple>
#include <unordered_map>
#include <vector>

#include "base/json_reader.h"
#include "base/json_value.h"
#include "result/site.h"

namespace highwater {

// The frames of all sites of a file, each once: a site's stack is a list of numbers in it.
class FrameTable {
 public:
  std::size_t number_of(const FrameRef& frame);
  Json to_json() const;

 private:
  std::vector<const Frame*> frames_;
  std::unordered_map<const Frame*, std::size_t> by_place_;  // most are shared, and found here
  std::map<std::tuple<std::string, std::uint64_t, std::string, std::string, int, bool>, std::size_t>
      by_value_;
};

Json sites_to_json(const std::vector<SiteResult>& sites, FrameTable& frames);
Json modules_to_json(const std::vector<ModuleResult>& modules);

// The arrays at "frames", "sites" and "modules" of `object`; the first and the last may be absent.
Expected<std::vector<FrameRef>> read_frames(const JsonObject& object);
Expected<std::vector<SiteResult>> read_sites(const JsonObject& object, const std::vector<FrameRef>& frames);
Expected<std::vector<ModuleResult>> read_modules(const JsonObject& object);

}  // namespace highwater
