// SPDX-License-Identifier: Apache-2.0
// Small results whose sites are known. For tests of the reports, here and end to end.
#pragma once

#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "result/measurement.h"

namespace highwater {

// A site with these functions, leaf first, in module "/bin/app"; one block of `bytes` at the peak, retained
// and allocated. A function is always at the same place.
inline SiteResult made_site(std::int64_t bytes, const std::vector<std::string>& functions) {
  SiteResult site = {.peak_bytes = bytes,
                     .peak_blocks = 1,
                     .retained_bytes = bytes,
                     .retained_blocks = 1,
                     .allocated_bytes = bytes,
                     .allocations = 1,
                     .frames = {}};
  for (const std::string& function : functions) {
    Frame frame;
    frame.function = function;
    frame.module = "/bin/app";
    frame.offset = std::hash<std::string>()(function) % 0x100000;
    site.frames.emplace_back(frame);
  }
  return site;
}

// Their measurement, by the command "./app".
inline Measurement made_result(std::vector<SiteResult> sites) {
  Measurement measurement;
  measurement.command = {"./app"};
  measurement.end.code = 0;
  measurement.has_sites = true;
  for (const SiteResult& site : sites) {
    measurement.metrics.peak_bytes += site.peak_bytes;
    measurement.metrics.retained_bytes += site.retained_bytes;
    measurement.metrics.retained_blocks += site.retained_blocks;
    measurement.metrics.allocated_bytes += site.allocated_bytes;
    measurement.metrics.allocations += site.allocations;
  }
  measurement.peak_upper_bytes = measurement.metrics.peak_bytes;
  measurement.sites = std::move(sites);
  return measurement;
}

}  // namespace highwater
