// SPDX-License-Identifier: Apache-2.0
// For the tests that run the fixture under the real Valgrind: the probe, and DHAT and memcheck as independent
// witnesses.
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <cctype>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <vector>

#include "base/launcher.h"
#include "probe/massif_probe.h"

namespace highwater {

class MassifProbeTest : public testing::Test {
 protected:
  ProbeRequest request(const std::string& mode) const {
    ProbeRequest request;
    request.command = {HIGHWATER_TEST_FIXTURE, mode};
    request.environment = {"PATH=/usr/local/bin:/usr/bin:/bin"};
    request.stdio = Stdio::kCapture;
    request.group = ProcessGroup::kOwn;
    return request;
  }

  Expected<ProbeRun> run(const std::string& mode) { return probe_.run(request(mode)); }

  // The measurement, or an empty one and a failed test.
  Measurement measure(const std::string& mode) {
    const Expected<ProbeRun> result = run(mode);
    if (!result) {
      ADD_FAILURE() << mode << ": " << result.error().what;
      return {};
    }
    return result->measurement;
  }

  Error refusal(const std::string& mode) {
    const Expected<ProbeRun> result = run(mode);
    if (!result) return result.error();
    ADD_FAILURE() << mode << ": not refused";
    return {};
  }

  // The numbers in the first line of another Valgrind tool's output that has `text`: "At t-gmax: 3,400,000
  // bytes in 401 blocks" after "t-gmax:" gives 3400000 and 401.
  std::vector<std::int64_t> witness(const std::string& tool, const std::string& mode,
                                    const std::string& text) {
    ProcessSpec spec;
    spec.argv = {"valgrind", "--tool=" + tool, "--run-libc-freeres=no", "--run-cxx-freeres=no"};
    if (tool == "dhat") spec.argv.push_back("--dhat-out-file=/dev/null");
    spec.argv.push_back(HIGHWATER_TEST_FIXTURE);
    spec.argv.push_back(mode);
    spec.environment = request(mode).environment;
    spec.stdio = Stdio::kCapture;
    spec.group = ProcessGroup::kOwn;
    const Expected<ProcessOutcome> outcome = launcher_.run(spec);
    std::string output = outcome ? outcome->standard_error.tail : "";
    output.erase(std::remove(output.begin(), output.end(), ','), output.end());
    const std::size_t at = output.find(text);
    std::vector<std::int64_t> numbers;
    if (at == std::string::npos) return numbers;
    const std::string line = output.substr(at + text.size(), output.find('\n', at) - at - text.size());
    for (std::size_t index = 0; index < line.size();) {
      if (std::isdigit(static_cast<unsigned char>(line[index])) == 0) {
        ++index;
        continue;
      }
      std::size_t used = 0;
      numbers.push_back(std::stoll(line.substr(index), &used));
      index += used;
    }
    return numbers;
  }

  Launcher launcher_ = *Launcher::start();
  MassifProbe probe_{launcher_, HIGHWATER_TEST_SHIM};
};

inline Metrics metrics(std::int64_t peak, std::int64_t retained, std::int64_t retained_blocks,
                       std::int64_t allocated, std::int64_t allocations) {
  return Metrics{peak, retained, retained_blocks, allocated, allocations, std::nullopt};
}

}  // namespace highwater
