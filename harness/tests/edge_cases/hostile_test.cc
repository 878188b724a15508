// SPDX-License-Identifier: Apache-2.0
// The measured program is not trusted: whatever it writes into the memory that it shares with the harness,
// the harness neither crashes nor hangs, and what it prints has no control characters.
#include <gtest/gtest.h>

#include "tests/counting/testing/command.h"

namespace highwater::e2e {
namespace {

ProcessOutcome hostile(const std::string& mode, int seed, const std::vector<std::string>& flags) {
  return plain_run(run_of({HIGHWATER_TEST_HOSTILE, mode, std::to_string(seed)}, flags));
}

bool has_control_characters(const std::string& text) {
  for (const char letter : text)
    if (static_cast<unsigned char>(letter) < 0x20 && letter != '\n') return true;
  return false;
}

// Numbers that are made up, or a refusal; by the harness's own decision.
void expect_unharmed(const ProcessOutcome& outcome, int seed) {
  EXPECT_EQ(outcome.signal, std::nullopt) << "seed " << seed;
  EXPECT_FALSE(outcome.timed_out) << "seed " << seed;
  EXPECT_TRUE(outcome.exit_code == 0 || outcome.exit_code == 5)
      << "seed " << seed << ": " << outcome.standard_error.tail;
  EXPECT_FALSE(has_control_characters(outcome.standard_error.tail)) << outcome.standard_error.tail;
}

TEST(HostileTarget, NoiseInItsNumbersHarmsNobody) {
  int believed = 0;
  for (int seed = 1; seed <= 60; ++seed) {
    const ProcessOutcome outcome = hostile("scribbles", seed, {});
    expect_unharmed(outcome, seed);
    believed += outcome.exit_code == 0;
  }
  EXPECT_GT(believed, 10) << "the noise is read";
}

TEST(HostileTarget, NoiseInItsSitesHarmsNobody) {
  for (int seed = 1; seed <= 15; ++seed) expect_unharmed(hostile("scribbles", seed, {"--sites"}), seed);
}

TEST(HostileTarget, NoiseThatGoesOnWhileItIsReadHarmsNobody) {
  for (int seed = 1; seed <= 10; ++seed) expect_unharmed(hostile("goes_on", seed, {}), seed);
  for (int seed = 1; seed <= 3; ++seed) expect_unharmed(hostile("goes_on", seed, {"--sites"}), seed);
}

TEST(HostileTarget, CannotMakeTheMemoryShorter) {
  const ProcessOutcome outcome = hostile("truncates", 1, {});
  EXPECT_EQ(outcome.signal, std::nullopt);
  EXPECT_EQ(outcome.exit_code, 5) << "it does not attach";
  EXPECT_NE(outcome.standard_error.tail.find("statically linked"), std::string::npos);
}

}  // namespace
}  // namespace highwater::e2e
