// SPDX-License-Identifier: Apache-2.0
// A baseline to start from. For tests alone.
#pragma once

#include "baseline/baseline.h"

namespace highwater {

inline Baseline example_baseline() {
  Baseline baseline;
  baseline.scenario = "batch_download/trimmed";
  baseline.profile = "linux-x86_64-gnu12-release";
  baseline.region = "download";
  baseline.metrics = {
      {Metric::kPeakBytes,
       {.value = 1000000, .tolerance = {.absolute = 1024, .relative = 0.01}, .limit = 1200000}},
      {Metric::kRetainedBytes, {.value = -5, .tolerance = {.absolute = 1024, .relative = 0.01}, .limit = {}}},
      {Metric::kRetainedBlocks, {.value = -1, .tolerance = {.absolute = 4, .relative = 0.01}, .limit = {}}},
      {Metric::kAllocatedBytes,
       {.value = 5000000, .tolerance = {.absolute = 1024, .relative = 0.01}, .limit = {}}},
      {Metric::kAllocations, {.value = 700, .tolerance = {.absolute = 4, .relative = 0.01}, .limit = {}}},
  };
  baseline.overrides = {
      {ProbeKind::kMassif,
       {{Metric::kAllocations, {.value = 900, .tolerance = {.absolute = 4, .relative = 0}, .limit = {}}}}}};
  baseline.context.compiler = "GNU 12.2.0";
  baseline.context.libc = "glibc 2.36";
  baseline.context.kernel = "Linux 6.1.0";
  baseline.context.revision = "0123456789ab";
  baseline.reason = "first numbers";
  baseline.sites = {{.chain = {"Buffer::grow", "fetch", "main"},
                     .file = "buffer.cc",
                     .peak_bytes = 900000,
                     .retained_bytes = 0,
                     .retained_blocks = 0,
                     .allocated_bytes = 2000000,
                     .allocations = 17},
                    {.chain = {"[libz.so.1]"},
                     .file = "",
                     .peak_bytes = 5,
                     .retained_bytes = -5,
                     .retained_blocks = -1,
                     .allocated_bytes = 5,
                     .allocations = 1}};
  return baseline;
}

}  // namespace highwater
