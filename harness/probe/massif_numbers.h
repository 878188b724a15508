// SPDX-License-Identifier: Apache-2.0
// From what massif, its xtree report, its statistics and the shim say of one run to the metrics of the
// process and of its regions. Pure arithmetic, used by the massif probe.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/error.h"
#include "probe/massif_events.h"
#include "probe/massif_file.h"
#include "probe/massif_log.h"
#include "probe/massif_xtree.h"
#include "result/measurement.h"

namespace highwater {

struct MassifRun {
  MassifFile snapshots;  // massif.out; trees are not looked at
  XtreeTotals at_exit;
  MassifLog log;
  MassifEvents events;
};

struct MassifNumbers {
  Metrics metrics;
  bool exact = true;
  std::int64_t peak_upper_bytes = 0;
  std::vector<RegionResult> regions;
};

// Errors (kProbe): the sources contradict each other, or one lacks what the others imply.
Expected<MassifNumbers> massif_numbers(const MassifRun& run);

}  // namespace highwater
