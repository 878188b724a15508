// SPDX-License-Identifier: Apache-2.0
// Programs that people use, at real work: to the byte what memcheck (totals, end) and DHAT (peak) say of
// them. A program or a Valgrind that is missing is a failure: these are what the numbers stand on.
//
// What would differ between two runs of a program whoever measures it is taken away here, each with its
// reason. The one difference between the engines is the environment (testing/witnesses.h).
#include "tests/counting/testing/witnesses.h"

#include <nlohmann/json.hpp>

#include "tests/counting/testing/command.h"

namespace highwater::e2e {
namespace {

class WitnessPrograms : public Witnesses {
 protected:
  std::string json_file() {
    nlohmann::json array;
    for (int i = 0; i < 600; ++i)
      array.push_back({{"id", i},
                       {"name", "item " + std::to_string(next())},
                       {"tags", {"a", "b", next()}},
                       {"text", std::string(next() / 10, 'x')}});
    return file("some.json", array.dump());
  }

  // Folders of files of fixed dates.
  void make_source() {
    shell("mkdir -p source/inner source/empty");
    for (int i = 0; i < 20; ++i)
      file((i % 2 == 0 ? "source/file" : "source/inner/file") + std::to_string(i), lines(10 * i));
    shell("find source -exec touch -d '2024-01-02 03:04:05 UTC' '{}' +");
  }

  // Commits of the same names: dates and identity are fixed, and nobody's settings are read.
  static std::vector<std::string> git_environment() {
    std::vector<std::string> environment = fixed_environment();
    for (const char* who : {"AUTHOR", "COMMITTER"})
      environment.insert(environment.end(), {std::string("GIT_") + who + "_NAME=A Name",
                                             std::string("GIT_") + who + "_EMAIL=name@example.com",
                                             std::string("GIT_") + who + "_DATE=2024-01-02T03:04:05Z"});
    environment.insert(environment.end(), {"GIT_CONFIG_NOSYSTEM=1", "GIT_CONFIG_GLOBAL=/dev/null"});
    return environment;
  }

  // A repository of two commits with changes that are not committed, made anew before every run: git keeps
  // what it knows of files in the index. Their dates are long before the index's, since it reads files again
  // that may have changed after it was written.
  Work git(std::vector<std::string> arguments) {
    make_source();
    Work work{.command = {"git", "-C", folder() + "/repository"}, .environment = git_environment()};
    work.command.insert(work.command.end(), arguments.begin(), arguments.end());
    work.prepare = [this] {
      shell(
          "rm -rf repository\n"
          "git init -q -b main repository\n"
          "cp -a source/. repository\n"
          "cd repository\n"
          "git config maintenance.auto false\n"
          "git add -A && git commit -q -m first\n"
          "echo more >>file4 && rm file8 && touch -d '2024-02-03 04:05:06 UTC' file4\n"
          "git add -A && git commit -q -m second\n"
          "echo and more >>inner/file11 && rm file6 && touch -d '2024-03-04 05:06:07 UTC' inner/file11\n",
          git_environment());
    };
    return work;
  }
};

TEST_F(WitnessPrograms, AgreeOnJq) {
  expect_agreement({{"jq", "-c", ".[].id", json_file()}});
}

TEST_F(WitnessPrograms, AgreeOnSqlite) {
  std::string script = "create table t(a integer, b text); begin;\n";
  for (int i = 0; i < 3000; ++i)
    script += "insert into t values(" + std::to_string(next()) + ", 'row " + std::to_string(i) + "');\n";
  script +=
      "commit; create index i on t(a); select count(*), sum(a) from t where a > 500; select b from t order "
      "by a, b;\n";
  expect_agreement({{"sqlite3", ":memory:", ".read " + file("script.sql", script)}});
}

TEST_F(WitnessPrograms, AgreeOnXzThatCompresses) {
  expect_agreement({{"xz", "-k", "-c", "-T1", "-3", file("text", lines(3000))}});
}

TEST_F(WitnessPrograms, AgreeOnXzThatDecompresses) {
  file("text", lines(3000));
  shell("xz -k -T1 text");
  expect_agreement({{"xz", "-d", "-c", "-T1", folder() + "/text.xz"}});
}

// The size of its buffers would depend on the memory that is free. It closes stdout and stderr at its exit,
// as all of the core utilities do.
TEST_F(WitnessPrograms, AgreeOnSort) {
  expect_agreement({{"sort", "--buffer-size=1M", "--parallel=1", file("text", lines(5000))}});
}

TEST_F(WitnessPrograms, AgreeOnTarThatCreates) {
  make_source();
  expect_agreement({{"tar", "--sort=name", "-C", folder(), "-cf", folder() + "/archive.tar", "source"}});
}

TEST_F(WitnessPrograms, AgreeOnTarThatLists) {
  make_source();
  shell("tar -cf archive.tar source");
  expect_agreement({{"tar", "-tvf", folder() + "/archive.tar"}});
}

TEST_F(WitnessPrograms, AgreeOnGitThatCommits) {
  expect_agreement(git({"commit", "-a", "-m", "third"}));
}

TEST_F(WitnessPrograms, AgreeOnGitThatShowsTheLog) {
  expect_agreement(git({"log", "--stat", "-p"}));
}

TEST_F(WitnessPrograms, AgreeOnGitThatShowsDifferences) {
  Work work = git({"diff", "--exit-code", "HEAD"});
  work.exit_code = 1;  // there are some
  expect_agreement(work);
}

TEST_F(WitnessPrograms, AgreeOnOpensslThatDigests) {
  expect_agreement({{"openssl", "dgst", "-sha256", file("text", lines(3000))}});
}

// Salt and password would be new in every run.
TEST_F(WitnessPrograms, AgreeOnOpensslThatEncrypts) {
  expect_agreement({{"openssl", "enc", "-aes-256-cbc", "-pbkdf2", "-iter", "100", "-S", "0123456789abcdef",
                     "-pass", "pass:word", "-in", file("text", lines(3000)), "-out", folder() + "/secret"}});
}

TEST_F(WitnessPrograms, AgreeOnGawk) {
  expect_agreement({{"gawk",
                     "{ for (i = 1; i <= NF; ++i) { ++count[$i]; seen[$i, NR % 7] = $0 } }\n"
                     "END { n = asorti(count, words); for (i = 1; i <= n; ++i) print words[i], "
                     "count[words[i]]; print length(seen) }",
                     file("text", lines(2000))}});
}

TEST_F(WitnessPrograms, AgreeOnBash) {
  expect_agreement({{"bash", "-c",
                     "declare -A seen; a=(); for i in {1..500}; do a+=(\"item $i\"); "
                     "seen[$((i * 7919 % 101))]+=\"$i \"; done\n"
                     "f() { local x=${1//item/thing}; echo \"${x^^}\"; }\n"
                     "for x in \"${a[@]:0:100}\"; do f \"$x\"; done\n"
                     "echo ${#a[@]} ${#seen[@]}; printf '%s\\n' \"${a[@]}\""}});
}

TEST_F(WitnessPrograms, AgreeOnPerl) {
  expect_agreement({{"perl", "-e",
                     "my %h; $h{$_ % 97} .= \"x$_\" for 1..5000;\n"
                     "open my $f, '<', $ARGV[0] or die; my %words;\n"
                     "while (<$f>) { $words{$_}++ for split; push @{$h{lines}}, $_ if /1.*2/ }\n"
                     "print \"$_ $words{$_}\\n\" for sort keys %words;\n"
                     "print length($h{$_}), \"\\n\" for sort keys %h",
                     file("text", lines(1000))}});
}

TEST_F(WitnessPrograms, AgreeOnCmake) {
  expect_agreement({{"cmake", "-P",
                     file("script.cmake",
                          "foreach(i RANGE 200)\n  list(APPEND l item${i})\nendforeach()\n"
                          "list(SORT l)\nlist(TRANSFORM l REPLACE \"item\" \"thing\")\n"
                          "string(REGEX MATCHALL \"[0-9]+\" numbers \"${l}\")\n"
                          "string(SHA256 digest \"${l}\")\nmessage(STATUS \"${numbers} ${digest}\")\n")}});
}

// It has no exit handlers and leaves through _exit.
TEST_F(WitnessPrograms, AgreeOnDash) {
  expect_agreement({.command = {"dash", "-c",
                                "f() { local x=$1; while [ ${#x} -lt 100 ]; do x=$x.$1; done; echo $x; }\n"
                                "i=0; while [ $i -lt 40 ]; do eval v$i=item$i; f $i; i=$((i + 1)); done\n"
                                "exit 3"},
                    .exit_code = 3});
}

TEST_F(WitnessPrograms, AgreeOnAProgramThatClosesItsStderr) {
  expect_agreement({{"bash", "-c",
                     "exec 2>&-; a=(); for i in {1..300}; do a+=(\"item $i\"); done; echo ${#a[@]}; "
                     "exec >&-"}});
}

// Through the command, as a user does; jq looks at nothing of the environment that Valgrind changes.
TEST_F(WitnessPrograms, AgreeWithTheJsonOfTheCommand) {
  const std::vector<std::string> command = {"jq", "-c", ".[].id", json_file()};
  const ProcessOutcome outcome = plain_run(run_of(command, {"--json", "-"}));
  ASSERT_EQ(outcome.exit_code, 0) << outcome.standard_error.tail;
  const nlohmann::json metrics = nlohmann::json::parse(outcome.standard_output.tail).at("metrics");
  EXPECT_EQ((Numbers{.allocations = metrics.at("allocations"),
                     .allocated_bytes = metrics.at("allocated_bytes"),
                     .peak_bytes = metrics.at("peak_bytes"),
                     .retained_bytes = metrics.at("retained_bytes"),
                     .retained_blocks = metrics.at("retained_blocks")}),
            valgrind({command}));
}

}  // namespace
}  // namespace highwater::e2e
