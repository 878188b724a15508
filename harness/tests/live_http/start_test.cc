// SPDX-License-Identifier: Apache-2.0
// What keeps `run --serve` from starting: said before the command runs, which then does not.
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <csignal>
#include <filesystem>
#include <nlohmann/json.hpp>

#include "serve/address.h"
#include "tests/gate/testing/project.h"
#include "tests/live_http/testing/served_service.h"
#include "tests/live_http/testing/web.h"

namespace highwater {
namespace {

using testing::HasSubstr;
using testing::Not;

class ServeStart : public testing::Test {
 protected:
  // The command would make a file.
  Ran run(const Words& flags) {
    Words words = {"run"};
    words.insert(words.end(), flags.begin(), flags.end());
    for (const char* word : {"--", "touch", "started"}) words.emplace_back(word);
    Ran ran = project_.highwater(words);
    if (ran.code != 0) EXPECT_FALSE(std::filesystem::exists(project_.path("started")));
    return ran;
  }
  void write_token(const std::string& text, mode_t mode) {
    project_.write("token", text);
    ::chmod(project_.path("token").c_str(), mode);
  }
  Project project_;
};

TEST_F(ServeStart, APortThatIsTaken) {
  ServeAddress address;
  const Expected<Fd> socket = listen_at(address);
  ASSERT_TRUE(socket);
  EXPECT_THAT(run({"--serve", to_string(address)}), Fails(ExitStatus::kUsage, "bind: Address already in use",
                                                          "choose another port; 0 takes one that is free"));
}

TEST_F(ServeStart, AnAddressThatIsNone) {
  EXPECT_THAT(run({"--serve", "example.org:80"}),
              Fails(ExitStatus::kUsage, "--serve example.org:80: not an address", "ADDRESS:PORT"));
  EXPECT_THAT(run({"--serve", "127.0.0.1:http"}),
              Fails(ExitStatus::kUsage, "\"http\" is no port", "0 to 65535"));
}

TEST_F(ServeStart, ATokenThatIsNone) {
  write_token("", 0600);
  EXPECT_THAT(run({"--serve", "0", "--token-file", "token"}),
              Fails(ExitStatus::kUsage, "--token-file token: it is empty", "remove it"));
  write_token("0123456789abcdef", 0644);
  EXPECT_THAT(
      run({"--serve", "0", "--token-file", "token"}),
      Fails(ExitStatus::kUsage, "--token-file token: others may read or write it", "chmod 600 token"));
  std::filesystem::create_symlink("token", project_.path("link"));
  EXPECT_THAT(run({"--serve", "0", "--token-file", "link"}),
              Fails(ExitStatus::kUsage, "--token-file link: a symbolic link", "name the file"));
  EXPECT_THAT(run({"--serve", "0", "--token-file", "none/token"}),
              Fails(ExitStatus::kUsage, "--token-file none/token: open: No such file or directory",
                    "choose another file"));
}

TEST_F(ServeStart, ATokenForNothing) {
  EXPECT_THAT(run({"--token-file", "token"}),
              Fails(ExitStatus::kUsage, "--token-file is for --serve", "--serve 127.0.0.1:8080"));
}

TEST_F(ServeStart, ABaselineWithoutALimitToDraw) {
  EXPECT_THAT(run({"--baseline", "a/b"}), Fails(ExitStatus::kUsage, "--baseline is for --serve", "--serve"));
  project_.scenario("a/b", {"allocate", "100000", "0"});
  project_.scenario("of/region", {"regions", "1000", "2000"})["region"] = "second";
  EXPECT_THAT(run({"--serve", "0", "--baseline", "a/b"}),
              Fails(ExitStatus::kBaseline, "no baseline for \"a/b\"", "highwater update"));
  EXPECT_THAT(run({"--serve", "0", "--baseline", "a/c"}),
              Fails(ExitStatus::kBaseline, "no baseline for \"a/c\"", "highwater update"));
  project_.accept();
  EXPECT_THAT(run({"--serve", "0", "--baseline", "of/region"}),
              Fails(ExitStatus::kUsage, "it is of region second, and the page shows the whole process",
                    "--fail-above SIZE"));
}

// The peak that `check` would let pass. With a lower --fail-above that is the one which is met first.
TEST_F(ServeStart, TheLimitOfABaselineIsInTheChart) {
  project_.scenario("a/b", {"allocate", "100000", "0"})["tolerance"] = {
      {"peak_bytes", {{"absolute", "1000"}, {"relative", "0%"}}}};
  project_.accept();
  const std::int64_t peak = project_.result("a/b").metrics.peak_bytes;
  write_token("the-token-of-a-test-0123456789", 0600);
  const auto limit = [&](const Words& flags) {
    Words words = {"run", "--serve", "127.0.0.1:0", "--token-file", "token", "--baseline", "a/b"};
    words.insert(words.end(), flags.begin(), flags.end());
    for (const char* const word : {"--", "sleep", "60"}) words.emplace_back(word);
    const std::unique_ptr<Background> highwater = project_.start(words);
    const std::string page = word_behind("live at ", project_.folder() + ".output.error");
    const nlohmann::json live =
        nlohmann::json::parse(ask_web({.url = page + "api/live",
                                       .headers = {"Authorization: Bearer the-token-of-a-test-0123456789"},
                                       .body = ""})
                                  .body);
    highwater->signal(SIGTERM);
    highwater->wait();
    return live.at("limit");
  };
  EXPECT_EQ(limit({}), nlohmann::json({{"name", "limit of a/b"}, {"bytes", peak + 1000}}));
  EXPECT_EQ(limit({"--fail-above", "1MiB"}).at("name"), "limit of a/b");
  EXPECT_EQ(limit({"--fail-above", "70000"}), nlohmann::json({{"name", "--fail-above"}, {"bytes", 70000}}));
}

TEST_F(ServeStart, WhatIsNotServed) {
  EXPECT_THAT(run({"--serve", "0", "--probe", "massif"}),
              Fails(ExitStatus::kUsage, "counting probe", "leave"));
  EXPECT_THAT(run({"--serve", "0", "--children"}),
              Fails(ExitStatus::kUsage, "one process", "leave --children out"));
  EXPECT_THAT(run({"--serve", "0", "--repeat", "3"}), Fails(ExitStatus::kUsage, "--repeat", "leave"));
}

TEST_F(ServeStart, AnAddressThatOthersCanReachIsWarnedOf) {
  const Ran ran = run({"--serve", "0.0.0.0:0"});
  EXPECT_THAT(ran, Succeeds());
  EXPECT_THAT(ran.err, HasSubstr("warning: others can reach this address"));
}

TEST_F(ServeStart, ANewTokenIsShownOnceAndKeptInItsFile) {
  const Ran first = run({"--serve", "0", "--token-file", "token"});
  EXPECT_THAT(first, Succeeds());
  std::string token = project_.text(project_.path("token"));
  ASSERT_EQ(token.size(), 65u);  // 32 bytes in hexadecimal, and a newline
  token.pop_back();
  EXPECT_THAT(first.err, HasSubstr("/?token=" + token + "\n"));
  struct stat status {};
  EXPECT_EQ(::stat(project_.path("token").c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777, 0600u);
  const Ran second = run({"--serve", "0", "--token-file", "token"});
  EXPECT_THAT(second, Succeeds());
  EXPECT_THAT(second.out + second.err, Not(HasSubstr(token)));
}

}  // namespace
}  // namespace highwater
