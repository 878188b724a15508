// SPDX-License-Identifier: Apache-2.0
#include "gate/last_results.h"

#include <sys/stat.h>

#include "base/file.h"
#include "gate/measure.h"
#include "gate/results_store.h"
#include "result/json.h"

namespace highwater {
namespace {

Expected<GatedNumbers> numbers_in(const std::string& path, const Scenario& scenario) {
  HIGHWATER_TRY(const std::string text, read_file(path));
  HIGHWATER_TRY(const Measurement measurement, measurement_from_json(text, path));
  if (measurement.end.code != 0) return fail(ExitStatus::kScenario, path + ": the scenario failed");
  return gated_numbers(measurement, scenario.region);
}

}  // namespace

std::vector<LastMeasurement> last_results(const Manifest& manifest, const Scenario& scenario) {
  std::vector<LastMeasurement> results;
  for (const ProbeKind probe : probes_of(scenario)) {
    const std::string path = result_path(manifest, scenario.name, probe);
    struct stat facts {};
    if (::stat(path.c_str(), &facts) != 0) continue;
    LastMeasurement last{.probe = probe, .time = facts.st_mtime, .numbers = std::nullopt, .problem = {}};
    Expected<GatedNumbers> numbers = numbers_in(path, scenario);
    if (numbers) {
      last.numbers = std::move(*numbers);
    } else {
      last.problem = numbers.error().what;
    }
    results.push_back(std::move(last));
  }
  return results;
}

}  // namespace highwater
