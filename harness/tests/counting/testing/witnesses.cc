// SPDX-License-Identifier: Apache-2.0
#include "tests/counting/testing/witnesses.h"

namespace highwater::e2e {
namespace {

// With threads the peak may be a little too high, and says so.
Numbers counted(Tier tier, const Work& work, const std::string& tool, ZeroSizes zero_sizes) {
  Setting setting;
  setting.environment = environment_under(tool, work.environment);
  set_tier(setting, tier);
  work.prepare();
  const ProbeRun run = measured(work.command, setting);
  EXPECT_EQ(run.outcome.exit_code, work.exit_code) << describe_end(run.outcome) << "\n"
                                                   << run.outcome.standard_error.tail;
  EXPECT_TRUE(run.measurement.exact || zero_sizes == ZeroSizes::kNone);
  return numbers_of(tier, run.measurement);
}

}  // namespace

void Witnesses::expect_agreement(const Work& work, ZeroSizes zero_sizes) {
  SCOPED_TRACE(testing::PrintToString(work.command));
  const Numbers said = valgrind(work, zero_sizes);
  EXPECT_GT(said.allocations, 0);
  for (const Tier tier : kTiers) EXPECT_EQ(numbers_in(tier, work, zero_sizes), said) << name_of(tier);
}

Numbers Witnesses::numbers_in(Tier tier, const Work& work, ZeroSizes zero_sizes) {
  Numbers numbers = counted(tier, work, "memcheck", zero_sizes);
  numbers.peak_bytes = counted(tier, work, "dhat", zero_sizes).peak_bytes;
  return numbers;
}

std::string Witnesses::file(const std::string& name, const std::string& text) {
  std::string path = folder() + "/" + name;
  EXPECT_TRUE(write_file(path, text));
  return path;
}

void Witnesses::shell(const std::string& script, const std::vector<std::string>& environment) {
  const ProcessOutcome outcome =
      plain_run({"sh", "-euc", "cd \"$1\"\n" + script, "sh", folder()}, environment);
  EXPECT_EQ(outcome.exit_code, 0) << script << "\n" << outcome.standard_error.tail;
}

unsigned Witnesses::next() {
  state_ = state_ * 1103515245u + 12345u;
  return (state_ >> 16) % 1000;
}

std::string Witnesses::lines(int count) {
  std::string text;
  for (int i = 0; i < count; ++i)
    text += "line " + std::to_string(next()) + " of " + std::to_string(i) + "\n";
  return text;
}

}  // namespace highwater::e2e
