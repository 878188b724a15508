// SPDX-License-Identifier: Apache-2.0
#include "support/arguments.h"

#include <gtest/gtest.h>

#include <array>
#include <string>
#include <vector>

namespace highwater::scenarios {
namespace {

constexpr std::array<std::string_view, 2> kVariants{"chunks", "read_all"};

Arguments parse(std::vector<std::string> words, ServerOption server = ServerOption::kNone,
                BytesOption bytes = BytesOption::kNone) {
  static std::vector<std::string> kept;  // Arguments borrows argv
  kept = std::move(words);
  std::vector<char*> argv{const_cast<char*>("scenario")};
  for (std::string& word : kept) argv.push_back(word.data());
  return parse_arguments(static_cast<int>(argv.size()), argv.data(), kVariants, server, bytes);
}

TEST(Arguments, TakesAVariant) {
  EXPECT_EQ(parse({"--variant", "read_all"}).variant, "read_all");
  EXPECT_FALSE(parse({"--variant", "read_all"}).describe);
  EXPECT_TRUE(parse({"--describe", "--variant", "read_all"}).describe);
}

TEST(Arguments, TakesTheServerWhereThereIsOne) {
  EXPECT_EQ(parse({"--variant", "chunks", "--server", "/bin/s"}, ServerOption::kTaken).server, "/bin/s");
  EXPECT_EXIT(parse({"--variant", "chunks", "--server", "/bin/s"}), testing::ExitedWithCode(2),
              "unknown argument '--server'");
}

TEST(Arguments, TakesTheNumberOfBytesWhereItCanBeChosen) {
  const auto sized = [](const std::string& bytes) {
    return parse({"--variant", "chunks", "--bytes", bytes}, ServerOption::kNone, BytesOption::kTaken);
  };
  EXPECT_EQ(sized("1048576").bytes, 1048576u);
  EXPECT_EQ(parse({"--variant", "chunks"}, ServerOption::kNone, BytesOption::kTaken).bytes, 0u);
  for (const char* bad : {"0", "1M", "-1", "", "1073741825", "99999999999999999999"})
    EXPECT_EXIT(sized(bad), testing::ExitedWithCode(2), "bad number of bytes") << bad;
  EXPECT_EXIT(parse({"--variant", "chunks", "--bytes", "1"}), testing::ExitedWithCode(2),
              "unknown argument '--bytes'");
}

TEST(Arguments, ListsTheVariantsWhenOneIsUnknownOrMissing) {
  EXPECT_EXIT(
      parse({"--variant", "chunk"}), testing::ExitedWithCode(2),
      "unknown variant 'chunk'\nusage: .* --variant NAME \\[--describe\\]\nvariants: chunks, read_all\n");
  EXPECT_EXIT(parse({}), testing::ExitedWithCode(2), "no variant given\n.*\nvariants: chunks, read_all\n");
  EXPECT_EXIT(parse({"--variant"}), testing::ExitedWithCode(2), "--variant wants a value\n");
  EXPECT_EXIT(parse({"trimmed"}), testing::ExitedWithCode(2), "unknown argument 'trimmed'\n");
}

}  // namespace
}  // namespace highwater::scenarios
