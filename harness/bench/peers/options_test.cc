// SPDX-License-Identifier: Apache-2.0
// Tests of the flags.
#include "bench/peers/options.h"

#include <getopt.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "bench/peers/engine.h"

namespace highwater::peers {
namespace {

Expected<Options> parse(std::vector<std::string> arguments) {
  arguments.insert(arguments.begin(), "highwater_peers");
  std::vector<char*> argv;
  for (std::string& argument : arguments) argv.push_back(argument.data());
  argv.push_back(nullptr);
  optind = 0;  // glibc: starts anew
  return parse_options(static_cast<int>(arguments.size()), argv.data());
}

TEST(PeerOptions, ByDefaultEverythingIsCompared) {
  const Expected<Options> options = parse({});
  ASSERT_TRUE(options);
  EXPECT_EQ(options->engines, engine_names());
  EXPECT_EQ(options->runs, 9);
  EXPECT_EQ(options->slow_runs, 9);
}

TEST(PeerOptions, NamesComeInTheOrderOfTheTable) {
  const Expected<Options> options = parse({"--engines", "counters,bare", "--workloads", "true,jq"});
  ASSERT_TRUE(options);
  EXPECT_THAT(options->engines, testing::ElementsAre("bare", "counters"));
  EXPECT_THAT(options->workloads, testing::ElementsAre("jq", "true"));
}

TEST(PeerOptions, WhatCannotBeComparedIsRefused) {
  EXPECT_EQ(parse({"--engines", "counters"}).error().what, "--engines: bare is missing");
  EXPECT_EQ(parse({"--engines", "bare,memcheck"}).error().what, "--engines: not usable: \"memcheck\"");
  EXPECT_EQ(parse({"--workloads", ""}).error().what, "--workloads: not usable: \"\"");
  EXPECT_EQ(parse({"--runs", "0"}).error().what, "--runs: not usable: \"0\"");
  EXPECT_EQ(parse({"--scale", "nan"}).error().what, "--scale: not usable: \"nan\"");
  EXPECT_EQ(parse({"--scale", "1x"}).error().what, "--scale: not usable: \"1x\"");
  EXPECT_EQ(parse({"--run", "1", "more"}).error().what, "unexpected argument: more");
  EXPECT_EQ(parse({"--fast"}).error().what, "unknown flag, or one without its value: --fast");
}

}  // namespace
}  // namespace highwater::peers
