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

// Of C0 and C1 (spelt in UTF-8, or as a byte for terminals that know no UTF-8), or one that turns what
// follows it.
bool has_control_characters(const std::string& text) {
  for (const char letter : text)
    if ((static_cast<unsigned char>(letter) < 0x20 && letter != '\n') || letter == 0x7f) return true;
  for (std::size_t at = 0; at < text.size(); ++at) {
    const auto byte = static_cast<unsigned char>(text[at]);
    const bool begins_character = at > 0 && static_cast<unsigned char>(text[at - 1]) < 0x80;
    if (byte >= 0x80 && byte < 0xa0 && begins_character) return true;
    if (byte == 0xc2 && at + 1 < text.size() && static_cast<unsigned char>(text[at + 1]) < 0xa0) return true;
  }
  for (const char* turns : {"\xe2\x80\xae", "\xe2\x80\xa8", "\xe2\x81\xa6", "##["})
    if (text.find(turns) != std::string::npos) return true;
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
    const bool is_impossible =
        outcome.standard_error.tail.find("which no program can have") != std::string::npos;
    believed += outcome.exit_code == 0 || is_impossible;
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
