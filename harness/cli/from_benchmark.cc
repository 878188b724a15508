// SPDX-License-Identifier: Apache-2.0
#include "cli/from_benchmark.h"

#include "gate/benchmark_suite.h"
#include "report/shell_word.h"

namespace highwater {

Expected<GatedSuite> gated_suite(Session& session, const std::vector<std::string>& benchmarks) {
  GatedSuite gated;
  gated.update_command = session.command_line("update");
  if (benchmarks.empty()) {
    HIGHWATER_TRY(gated.manifest, session.manifest());
    gated.probes = std::make_unique<InstalledProbes>(session.runner(), library_folder());
    return gated;
  }
  HIGHWATER_TRY(BenchmarkSuite suite, read_benchmarks(benchmarks, session.flags().manifest));
  gated.manifest = std::move(suite.manifest);
  gated.probes = std::make_unique<BenchmarkProbes>(std::move(suite.benchmarks));
  for (const std::string& file : benchmarks) gated.update_command += " --from-benchmark " + shell_word(file);
  return gated;
}

}  // namespace highwater
