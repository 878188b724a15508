// SPDX-License-Identifier: Apache-2.0
// Programs that people use, to the byte what memcheck (totals, end) and DHAT (peak) say of them in the same
// environment. A program or a Valgrind that is missing is a failure: these are what the numbers stand on.
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "base/file.h"
#include "tests/counting/testing/command.h"
#include "tests/counting/testing/valgrind.h"

namespace highwater::e2e {
namespace {

class Witnesses : public testing::Test {
 protected:
  std::string file(const std::string& name, const std::string& text) {
    const std::string path = folder_.path() + "/" + name;
    EXPECT_TRUE(write_file(path, text));
    return path;
  }

  // Values from 0 to 999, the same in every run.
  unsigned next() {
    state_ = state_ * 1103515245u + 12345u;
    return (state_ >> 16) % 1000;
  }

  // The peak is DHAT's and the rest memcheck's, each in that tool's environment.
  Numbers counted_as_valgrind_does(const std::vector<std::string>& command) {
    Setting under_memcheck;
    under_memcheck.environment = environment_under("memcheck");
    Setting under_dhat;
    under_dhat.environment = environment_under("dhat");
    Numbers numbers = counted(command, under_memcheck);
    numbers.peak_bytes = counted(command, under_dhat).peak_bytes;
    return numbers;
  }

  void expect_agreement(const std::vector<std::string>& command,
                        ZeroSizes zero_sizes = ZeroSizes::kReplayed) {
    const Numbers numbers = counted_as_valgrind_does(command);
    EXPECT_GT(numbers.allocations, 0);
    EXPECT_EQ(numbers, valgrind(command, zero_sizes)) << testing::PrintToString(command);
  }

  std::string lines(int count) {
    std::string text;
    for (int i = 0; i < count; ++i)
      text += "line " + std::to_string(next()) + " of " + std::to_string(i) + "\n";
    return text;
  }

  std::string json_file() {
    nlohmann::json array;
    for (int i = 0; i < 3000; ++i)
      array.push_back({{"id", i},
                       {"name", "item " + std::to_string(next())},
                       {"tags", {"a", "b", next()}},
                       {"text", std::string(next() / 10, 'x')}});
    return file("some.json", array.dump());
  }

  TemporaryDirectory folder_ = *TemporaryDirectory::create("highwater-witnesses");
  unsigned state_ = 1;
};

TEST_F(Witnesses, AgreeOnJq) {
  expect_agreement({"jq", "-c", ".[].id", json_file()});
}

TEST_F(Witnesses, AgreeOnSqlite) {
  std::string script = "create table t(a integer, b text); begin;\n";
  for (int i = 0; i < 3000; ++i)
    script += "insert into t values(" + std::to_string(next()) + ", 'row " + std::to_string(i) + "');\n";
  script +=
      "commit; create index i on t(a); select count(*), sum(a) from t where a > 500; select b from t order "
      "by a, b;\n";
  expect_agreement({"sqlite3", ":memory:", ".read " + file("script.sql", script)});
}

TEST_F(Witnesses, AgreeOnXz) {
  expect_agreement({"xz", "-k", "-c", "-T1", "-3", file("text", lines(3000))});
}

// The size of its buffers would depend on the memory that is free.
TEST_F(Witnesses, AgreeOnSort) {
  expect_agreement({"sort", "--buffer-size=1M", "--parallel=1", file("text", lines(5000))});
}

TEST_F(Witnesses, AgreeOnGit) {
  expect_agreement({"git", "--version"});
}

TEST_F(Witnesses, AgreeOnBash) {
  expect_agreement(
      {"bash", "-c",
       "a=(); for i in {1..500}; do a+=(\"item $i\"); done; echo ${#a[@]}; printf '%s\\n' \"${a[@]}\""});
}

TEST_F(Witnesses, AgreeOnPerl) {
  expect_agreement(
      {"perl", "-e",
       "my %h; $h{$_ % 97} .= \"x$_\" for 1..5000; print length($h{$_}), \"\\n\" for sort keys %h"});
}

TEST_F(Witnesses, AgreeOnCmake) {
  expect_agreement({"cmake", "-P",
                    file("script.cmake",
                         "foreach(i RANGE 200)\n  list(APPEND l item${i})\nendforeach()\n"
                         "list(SORT l)\nmessage(STATUS \"${l}\")\n")});
}

// Through the command, as a user does; jq looks at nothing of the environment that Valgrind changes.
TEST_F(Witnesses, AgreeWithTheJsonOfTheCommand) {
  const std::vector<std::string> command = {"jq", "-c", ".[].id", json_file()};
  const ProcessOutcome outcome = plain_run(run_of(command, {"--json", "-"}));
  ASSERT_EQ(outcome.exit_code, 0) << outcome.standard_error.tail;
  const nlohmann::json metrics = nlohmann::json::parse(outcome.standard_output.tail).at("metrics");
  EXPECT_EQ((Numbers{.allocations = metrics.at("allocations"),
                     .allocated_bytes = metrics.at("allocated_bytes"),
                     .peak_bytes = metrics.at("peak_bytes"),
                     .retained_bytes = metrics.at("retained_bytes"),
                     .retained_blocks = metrics.at("retained_blocks")}),
            valgrind(command));
}

TEST_F(Witnesses, AgreeOnTheFixtures) {
  for (const char* mode :
       {"malloc_zero", "realloc_null", "realloc_zero", "realloc_grows", "calloc_zeroes", "errno_kept"})
    expect_agreement({HIGHWATER_TEST_SEMANTICS, mode});
  expect_agreement({HIGHWATER_TEST_ENDS, "at_exit"});
  expect_agreement({HIGHWATER_TEST_STATIC_DESTRUCTOR, "holds"});
}

// A thread costs the vector of modules with thread-local storage that libc callocs for it. Ours is one more
// such module, and what that adds is not the program's.
TEST_F(Witnesses, AgreeOnAThreadedProgram) {
  expect_agreement({HIGHWATER_TEST_THREADS, "idle"}, ZeroSizes::kNone);
  expect_agreement({HIGHWATER_TEST_THREADS, "churn"}, ZeroSizes::kNone);
  expect_agreement({HIGHWATER_TEST_THREADS_LINKED, "idle"}, ZeroSizes::kNone);
}

}  // namespace
}  // namespace highwater::e2e
