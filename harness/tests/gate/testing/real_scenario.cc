// SPDX-License-Identifier: Apache-2.0
#include "tests/gate/testing/real_scenario.h"

#include <gtest/gtest.h>

#include <sstream>

#include "result/json.h"

namespace highwater {
namespace {

std::string program_of(const std::string& family) {
  if (family == "batch_download") return HIGHWATER_TEST_BATCH_DOWNLOAD;
  if (family == "large_file_read") return HIGHWATER_TEST_LARGE_FILE_READ;
  EXPECT_EQ(family, "compress_loop");
  return HIGHWATER_TEST_COMPRESS_LOOP;
}

}  // namespace

RealScenario::RealScenario(std::string name) : name_(std::move(name)) {
  Launcher launcher = Launcher::start().value();
  ProcessSpec spec;
  spec.argv = command();
  spec.argv.emplace_back("--describe");
  spec.environment = {"PATH=/usr/bin:/bin"};
  spec.stdio = Stdio::kCapture;
  const ProcessOutcome outcome = launcher.run(spec).value();
  EXPECT_EQ(outcome.exit_code, 0) << outcome.standard_error.tail;
  std::istringstream lines(outcome.standard_output.tail);
  std::string key;
  for (std::int64_t value = 0; lines >> key >> value;) facts_[key] = value;
}

Words RealScenario::command() const {
  const std::size_t slash = name_.find('/');
  return {program_of(name_.substr(0, slash)), "--variant", name_.substr(slash + 1)};
}

std::int64_t RealScenario::fact(const std::string& key) const {
  const auto found = facts_.find(key);
  EXPECT_NE(found, facts_.end()) << name_ << " --describe does not say " << key;
  return found == facts_.end() ? -1 : found->second;
}

RegionResult RealScenario::measure(const std::string& probe) const {
  Project project;
  Words arguments = {"run", "--probe", probe, "--json", "-", "--"};
  for (const std::string& word : command()) arguments.push_back(word);
  const Ran ran = project.highwater(arguments);
  EXPECT_THAT(ran, Succeeds());
  const Expected<Measurement> measurement = measurement_from_json(ran.out, name_);
  if (!measurement) {
    ADD_FAILURE() << measurement.error().what;
    return {};
  }
  EXPECT_EQ(measurement->regions.size(), 1u) << name_;
  return measurement->regions.empty() ? RegionResult{} : measurement->regions.front();
}

}  // namespace highwater
