// SPDX-License-Identifier: Apache-2.0
// Stacks of real programs, in which functions of every kind that compilers and people write take part: at
// their allocations the unwinder says what libunwind says.
#include <gtest/gtest.h>
#include <stdlib.h>
#include <unistd.h>

#include <fstream>
#include <sstream>
#include <string>

namespace highwater::counting {
namespace {

struct Comparison {
  unsigned long stacks = 0;
  unsigned long differences = 0;
  unsigned long truncated = 0;
  unsigned long remembered = 0;
  unsigned long wrong = 0;
  std::string text;
};

// Runs a line of the shell; adds up what each of its processes of that name says.
Comparison compare(const std::string& line, const std::string& program, unsigned every) {
  Comparison sum;
  char file[] = "/tmp/highwater-stacks-XXXXXX";
  const int descriptor = ::mkstemp(file);
  EXPECT_GE(descriptor, 0);
  if (descriptor < 0) return sum;
  ::close(descriptor);
  const std::string command = "export HIGHWATER_COMPARE=" + std::string(file) +
                              " HIGHWATER_COMPARE_EVERY=" + std::to_string(every) +
                              " LD_PRELOAD=" HIGHWATER_TEST_COMPARE "; exec </dev/null >/dev/null; " + line;
  EXPECT_EQ(::system(command.c_str()), 0) << line;
  std::ifstream lines(file);
  for (std::string text; std::getline(lines, text);) {
    std::istringstream words(text);
    Comparison one;
    std::string name;
    if (words >> one.stacks >> one.differences >> one.truncated >> one.remembered >> one.wrong >> name &&
        name == program) {
      sum.stacks += one.stacks;
      sum.differences += one.differences;
      sum.truncated += one.truncated;
      sum.remembered += one.remembered;
      sum.wrong += one.wrong;
    }
    sum.text += text + '\n';
  }
  ::unlink(file);
  return sum;
}

// How many stacks at least: far fewer would be another program than is meant.
void expect_agreement(const std::string& line, const std::string& program, unsigned every,
                      unsigned long least) {
  const Comparison seen = compare(line, program, every);
  EXPECT_GE(seen.stacks, least) << seen.text;
  EXPECT_EQ(seen.differences, 0u) << seen.text;
  EXPECT_EQ(seen.truncated, 0u) << seen.text;
  EXPECT_GE(seen.remembered, least) << seen.text;
  EXPECT_EQ(seen.wrong, 0u) << seen.text;
}

TEST(StacksOfPrograms, Jq) {
  expect_agreement("jq -n '[range(3000) | {a: tostring}] | length'", "jq", 3, 1000);
}

TEST(StacksOfPrograms, Sqlite3) {
  expect_agreement(
      "sqlite3 :memory: 'create table t(a, b); with recursive c(x) as (select 1 union all select x + 1 from "
      "c "
      "where x < 3000) insert into t select x, hex(x) from c; create index i on t(b); "
      "select count(*) from t group by b order by a;'",
      "sqlite3", 1, 1000);
}

TEST(StacksOfPrograms, Perl) {
  expect_agreement("perl -e 'for (1..20000) { $h{$_} = [\"x\" x ($_ % 7)]; } print sort keys %h'", "perl", 5,
                   1000);
}

// Allocates in handlers of signals too.
TEST(StacksOfPrograms, Bash) {
  expect_agreement(
      "bash -c 'trap \"b+=(y)\" USR1; for ((i = 0; i < 100; ++i)); do a[i]=x$i; kill -USR1 $$; done'", "bash",
      1, 500);
}

TEST(StacksOfPrograms, Git) {
  expect_agreement("cd '" HIGHWATER_TEST_SOURCES "' && git grep --no-index -n stack .", "git", 1, 100);
}

TEST(StacksOfPrograms, Cmake) {
  expect_agreement("cmake --help-full", "cmake", 40, 1000);
}

TEST(StacksOfPrograms, WithSegmentsFarFromEachOther) {
  expect_agreement(HIGHWATER_TEST_HOLES, "highwater_unwind_holes", 1, 100);
}

// Recursive, with deep stacks.
TEST(StacksOfPrograms, Compiler) {
  expect_agreement(
      "echo '#include <map>\n#include <string>\nstd::map<std::string, int> m; void f() { m[\"a\"] = 1; }' | "
      "g++ -O2 -x c++ -S -o /dev/null -",
      "cc1plus", 60, 1000);
}

}  // namespace
}  // namespace highwater::counting
