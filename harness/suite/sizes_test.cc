// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "suite/manifest.h"
#include "suite/sized_command.h"

namespace highwater {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

Expected<Manifest> manifest(const std::string& command, const std::string& sizes) {
  return parse_manifest("{\"schema\": 1, \"scenarios\": [{\"name\": \"a\", \"command\": " + command +
                            (sizes.empty() ? "" : ", \"sizes\": " + sizes) + "}]}",
                        "/m/highwater.json");
}

std::string problem(const std::string& command, const std::string& sizes) {
  const Expected<Manifest> read = manifest(command, sizes);
  return read ? "none" : read.error().what + " hint: " + read.error().hint;
}

constexpr const char* kSized = R"(["/bin/x", "--bytes={size}"])";
constexpr const char* kPlain = R"(["/bin/x"])";

TEST(Sizes, AreRead) {
  const Expected<Manifest> read = manifest(kSized, "[1024, 2048, 4096]");
  ASSERT_TRUE(read) << read.error().what;
  EXPECT_THAT(read->scenarios[0].sizes, ElementsAre(1024, 2048, 4096));
}

TEST(Sizes, AreNoneByDefault) {
  EXPECT_TRUE(manifest(kPlain, "")->scenarios[0].sizes.empty());
}

TEST(Sizes, OneIsTooFew) {
  EXPECT_THAT(problem(kSized, "[1024]"), HasSubstr("1 of them, expected two or more"));
  EXPECT_THAT(problem(kSized, "[]"), HasSubstr("0 of them, expected two or more"));
}

TEST(Sizes, MustIncrease) {
  EXPECT_THAT(problem(kSized, "[2048, 1024]"), HasSubstr("1024 comes after 2048"));
  EXPECT_THAT(problem(kSized, "[1024, 1024]"), HasSubstr("1024 is there twice"));
  EXPECT_THAT(problem(kSized, "[0, 1024]"), HasSubstr("expected 1 or more, found 0"));
}

TEST(Sizes, AreIntegers) {
  for (const char* sizes : {"[1.5, 2]", "1024", "[1, 99999999999999999999]"})
    EXPECT_THAT(problem(kSized, sizes), HasSubstr("integers")) << sizes;
}

TEST(Sizes, MayHaveUnits) {
  EXPECT_EQ(problem(kSized, "[\"1M\", \"2MiB\"]"), "none");
  EXPECT_THAT(problem(kSized, "[\"1M\", \"2MB\"]"),
              HasSubstr("sizes: \"2MB\" is none; expected bytes as in 1024"));
}

TEST(Sizes, AreAtMostSixteen) {
  EXPECT_THAT(problem(kSized, "[1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17]"), HasSubstr("at most 16"));
}

TEST(Sizes, WithoutAPlaceholderWouldAllRunTheSame) {
  EXPECT_THAT(problem(kPlain, "[1, 2]"), HasSubstr("no argument of the command has \"{size}\""));
}

TEST(Sizes, APlaceholderNeedsSizes) {
  EXPECT_THAT(problem(kSized, ""), HasSubstr("the scenario has no \"sizes\""));
}

TEST(SizedCommand, EveryPlaceholderBecomesThePlainNumber) {
  EXPECT_THAT(sized_command({"x", "--n={size}", "{size}{size}", "size"}, 4096),
              ElementsAre("x", "--n=4096", "40964096", "size"));
}

}  // namespace
}  // namespace highwater
