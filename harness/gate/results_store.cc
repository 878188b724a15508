// SPDX-License-Identifier: Apache-2.0
#include "gate/results_store.h"

#include <fmt/format.h>

#include "base/file.h"
#include "compare/outcome_json.h"
#include "result/json.h"

namespace highwater {

std::string result_path(const Manifest& manifest, const std::string& scenario, ProbeKind probe) {
  return fmt::format("{}/{}.{}.json", manifest.results, scenario, name_of(probe));
}

Expected<void> save_result(const Manifest& manifest, const CheckOutcome& outcome) {
  return write_file(result_path(manifest, outcome.scenario, outcome.probe), to_json(outcome),
                    Durability::kUnsynced);
}

Expected<void> save_result(const Manifest& manifest, const Measurement& measurement) {
  return write_file(result_path(manifest, measurement.scenario, measurement.probe), to_json(measurement),
                    Durability::kUnsynced);
}

}  // namespace highwater
