// SPDX-License-Identifier: Apache-2.0
#include "tests/export/testing/workshop.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "result/json.h"

namespace highwater {

Workshop::Workshop() {
  for (const char* folder : {"HOME", "GOCACHE", "GOPATH", "PPROF_TMPDIR"})
    project_.variable(folder, project_.path("go"));
  project_.variable("GOPROXY", "off");
  project_.variable("GOFLAGS", "");
  project_.variable("PROGRAM", HIGHWATER_TEST_PROGRAM);
}

std::string Workshop::save(const std::string& name, const Measurement& measurement) {
  project_.write(name, to_json(measurement));
  return name;
}

std::string Workshop::measure(const std::string& name, int scale) {
  const Ran ran = project_.shell(fmt::format(
      "\"$HIGHWATER\" run --sites --json {} -- \"$PROGRAM\" {} 2> run.err || cat run.err", name, scale));
  EXPECT_EQ(ran.out, "");
  EXPECT_THAT(ran, Succeeds());
  return name;
}

Measurement Workshop::load(const std::string& name) const {
  const Expected<Measurement> measurement = measurement_from_json(project_.text(project_.path(name)), name);
  if (measurement) return *measurement;
  ADD_FAILURE() << measurement.error().what;
  return {};
}

// Through a file: what is captured directly is only the end of a long output.
std::string Workshop::output_of(const std::string& command) {
  const Ran ran = project_.shell(command + " > output.txt");
  EXPECT_THAT(ran, Succeeds()) << command;
  EXPECT_EQ(ran.err, "") << command;
  return project_.text(project_.path("output.txt"));
}

std::string Workshop::profile_of(const std::string& result, const std::string& region) {
  std::string file = result + region + ".pb.gz";
  const std::string of_region = region.empty() ? "" : " --region " + region;
  highwater(fmt::format("export {} --format pprof --output {}{}", result, file, of_region));
  return file;
}

}  // namespace highwater
