// SPDX-License-Identifier: Apache-2.0
// Help texts, and flags that several subcommands share.
#include <fmt/format.h>

#include <optional>

#include "base/suggest.h"
#include "cli/commands.h"

namespace highwater {
namespace {

constexpr const char* kExitCodes = R"(
Exit codes: 0 within limits, 1 regression, 2 usage or a file that cannot be read,
3 the scenario failed, 4 baseline missing, orphaned or of another platform, or a waiver unused,
5 the probe did not attach, 6 improvement not accepted (--strict), 130 interrupted.
)";

struct Examples {
  const char* name;
  const char* text;
};
constexpr Examples kExamples[] = {
    {"run", R"(
Examples:
  highwater run -- ./program argument       a summary on stderr after the program's own output
  highwater run -- ./my_tests               of a GoogleTest program: a row for each of its tests, each in its own process
  highwater run --json - -- ./program       the result as JSON on stdout, the program's stdout on stderr
  highwater run --probe massif -- ./program under Valgrind: slow, and independent of the counting library
  highwater run --repeat 20 -- ./program --rounds {n}   what it keeps and its peak with n = 1 to 20: does it leak?
  highwater run --serve 127.0.0.1:8080 --token-file token -- ./service    a page with it, live; pprof and Prometheus too
  highwater run --fail-above 512MiB --for 10m -- ./service    a service in CI: SIGTERM after ten minutes, or above the limit
  highwater run --snapshot-every 30s --sites --json result.json -- ./service   result.1.json, result.2.json, … meanwhile

The command owns the terminal. Its numbers are given however it ends; if it fails, the exit code is 3.
Above --fail-above the exit code is 1, and the result is that of the moment when the limit was passed.
)"},
    {"check", R"(
Examples:
  highwater check --manifest build/highwater.json                 everything
  highwater check --manifest build/highwater.json family          one family of scenarios
  highwater check --manifest build/highwater.json family/variant  one scenario
  highwater check --annotations github                            also marks in a pull request, in GitHub Actions
  highwater check --proposal DIR                                  also the new baselines, for `update --from DIR`
  highwater check --from-benchmark bench.json                     the memory numbers of Google Benchmark, instead
  highwater check --shard 2/4                                     a quarter of it, on each of four machines

A number regresses when it exceeds baseline + max(absolute, relative * baseline) of its tolerance, or a hard limit.
Without a baseline, a probe that attached or a single allocation where there were some, nothing passes.
A known regression can be let through for a while and up to a ceiling, by a record in waivers.json beside the baselines:
it shows as waived, never as passed. One that has expired fails (1), and so does one that nothing needs any more (4).
Tests that highwater_add_scenario() registers run it with --ctest: `ctest -T Test` keeps peak, retained bytes and
allocations as measurements, which CDash plots.
)"},
    {"update", R"(
Examples:
  highwater update --reason "buffers are kept for the next batch" family/variant
  HIGHWATER_REASON='…' cmake --build build --target highwater-update
  highwater update --from artifacts --reason "…" --commit    what `check --proposal` has left on other machines
  highwater update --from-benchmark bench.json               what Google Benchmark has written, as baselines

Rewrites only what is out of tolerance, and shows each change. Commit the files: the diff is the review.
With --from nothing is measured; of the proposals all that are named are taken, or none.
The first baseline of a scenario needs no reason.
)"},
    {"trend", R"(
Examples:
  highwater trend --manifest build/highwater.json                      every baseline there ever was
  highwater trend family/variant --since 2026-01-01                    one scenario, a span
  highwater trend --since v1.2 --metric peak_bytes --json trend.json   since a tag, for machines

Each commit that touched a baseline file, with its date, its reason, old and new; moved files are followed.
creep: it rose by 10 % or more, and no single change by more than 5 %. too loose: a hard limit above the number
by more than 25 % and 64 KiB (64 of what is counted), or a tolerance of more than 25 % and the default.
stale, not measured for long: for more than --stale-after days, by the commits and by the files of results.
Nothing is run but git. What is found makes no failure: the gate is `check`.
)"},
    {"selftest", R"(
Examples:
  highwater selftest --manifest build/highwater.json                  every scenario
  highwater selftest family/variant --probe massif                    one scenario, everything under Valgrind
  highwater selftest --json selftest.json                             also for machines

Measures each scenario as it is, then with a peak bump, a retained leak, a leak an iteration and a burst of
allocations injected from inside the measured program: one more than the limit must fail `check` with that metric,
and what just fits must not. A limit that is too loose, a metric that is not gated or a probe that does not see it
fails the selftest (exit 1). The second probe of a scenario gets one leak; --probe gives it everything.
)"},
    {"review", R"(
Examples:
  highwater review main..HEAD --manifest build/highwater.json    what the branch does to the baselines
  highwater review origin/main.. --baselines baselines           nothing needs to have been built
  highwater review main..HEAD --markdown - >> "$GITHUB_STEP_SUMMARY"

Everything since HEAD left BASE, on all platforms: old and new numbers, reason, call sites that grew. Fails (1) on a
change without a reason of its own, a looser tolerance or limit that the reason does not mention, numbers that no
measurement made (they do not fit the file's digest), and a removed baseline whose scenario still exists.
Nothing is run but git.
)"},
    {"bisect", R"(
Examples:
  highwater bisect family/variant --good v1.2 --bad main --build 'make -s'
  highwater bisect family/variant --good HEAD~20 --bad HEAD --metric allocations \
    --manifest build/highwater.json --build 'cmake -S . -B build && cmake --build build'

Drives `git bisect run` in a temporary work tree; yours is neither read nor touched. A commit is bad when its number
is above good's and the tolerance, as the gate would say; below, where the number fell. One that cannot be built or
measured is skipped. Ends with the commit, its step, and the call sites that made it.
)"},
    {"init", R"(
Examples:
  cmake -S . -B build && cmake --build build && highwater init build
  highwater init build --ci none

Takes the tests that ctest knows in BUILD, else its executables, measures each, and leaves out what fails or cannot be
measured. Writes into this folder: highwater.json, baselines/ and a CI file. Asks nothing and overwrites nothing.
)"},
    {"list", R"(
The state is that of the last result that was kept; nothing is run. Waivers are shown with the days that they still hold.
)"},
    {"top", R"(
Examples:
  highwater run --sites --json result.json -- ./program && highwater top result.json
  highwater top result.json -n 10 --by retained --cum

flat is what a function allocated itself, cum what it and all that it called did. Columns, order and rounding are
those of `go tool pprof -top`: functions whose cum is below 0.5 % are dropped, and those that are inlined say so.
)"},
    {"diff", R"(
Examples:
  highwater diff before.json after.json
  highwater diff before.json after.json --by allocated --region load

The columns of `highwater top`, of NEW less OLD; percentages are of OLD's total, as `go tool pprof -diff_base`.
)"},
    {"export", R"(
Examples:
  highwater export result.json --format pprof --output result.pb.gz && go tool pprof -http : result.pb.gz
  highwater export result.json --format folded | flamegraph.pl > peak.svg
  highwater export result.json --format massif --output result.massif && ms_print result.massif
  highwater export results/*.json --format prometheus --output /var/lib/node_exporter/highwater.prom
  highwater export results/*.json --format bencher | bencher run --adapter json …
  highwater export results/*.json --format github-action-benchmark    for its tool customSmallerIsBetter

pprof, folded and massif need a result with sites. --by is for folded: pprof has all of them, massif the peak and the end.
)"},
    {"report", R"(
Examples:
  highwater report build/highwater-results --html report.html       one page over all results of a check
  highwater report arm/ x86/ --html r.html --junit r.xml             from several machines; folders are searched
  highwater report results --markdown - >> "$GITHUB_STEP_SUMMARY"    the summary of a job
  highwater report results --annotations github --source-root "$PWD" marks in a pull request

The page needs nothing but itself, and no script to be read. Nothing is measured, and a regression in the results is
not a failure of the report: it exits with 0 when everything is written, with 2 when a file cannot be read or written.
Then nothing is written; --keep-going makes the reports without the files that cannot be read.
Of a check in shards all must be there: one that is missing, or half of it, is exit code 2, and stands in every report.
)"},
    {"doctor", R"(
Measures `true` with each probe and says what else may move numbers on this machine.
)"},
};

}  // namespace

Error no_such_subcommand(const CLI::App& app, const std::string& name) {
  std::vector<std::string> names;
  for (const CLI::App* command : app.get_subcommands(nullptr)) names.push_back(command->get_name());
  const std::optional<std::string> near = suggest(name, names);
  return {ExitStatus::kUsage, "no such subcommand: " + name,
          near ? "did you mean \"" + *near + "\"?" : "`highwater -h` shows them"};
}

std::string short_help() {
  return R"(highwater: a memory-regression test harness for native programs

Usage: highwater COMMAND [flags] [SCENARIO…]

  run [flags] -- COMMAND…   measure any command
  check [SCENARIO…]         compare scenarios with their baselines: the gate
  init BUILD-FOLDER         a gate for what is built there: asks nothing
  update [SCENARIO…]        accept new numbers as baselines (--reason TEXT)
  review BASE..HEAD         what a branch did to the baselines: fit to merge?
  trend [SCENARIO…]         what happened to the baselines, out of git
  selftest [SCENARIO…]      prove that the gate trips: inject regressions
  bisect SCENARIO           which commit moved a number
  list                      scenarios, their probes, baselines and state
  top RESULT                the functions that hold most, as pprof shows them
  diff OLD NEW              the same of the difference of two results
  export RESULT…            for pprof, flame graphs, ms_print, Prometheus, …
  report RESULTS…           results as one HTML page, Markdown or JUnit
  doctor                    what works on this machine and what is missing
  help COMMAND              flags, examples and exit codes of a command

  --manifest FILE           the scenarios; by default those of highwater.json
  --color auto|always|never colour; auto honours NO_COLOR and TERM=dumb
  --version
)";
}

std::string long_help(const std::string& name) {
  for (const Examples& examples : kExamples)
    if (name == examples.name) return std::string(examples.text) + kExitCodes;
  return kExitCodes;
}

void add_help(CLI::App& app, Action& action) {
  CLI::App* command = app.add_subcommand("help", "flags, examples and exit codes of a command");
  const auto name = std::make_shared<std::string>();
  command->add_option("COMMAND", *name, "a subcommand");
  command->callback([&app, &action, name] {
    action = [&app, name](Session& session) {
      if (name->empty()) return session.print(short_help(), ExitStatus::kOk);
      for (const CLI::App* wanted : app.get_subcommands(nullptr)) {
        if (wanted->get_name() == *name)
          return session.print(wanted->help("highwater") + long_help(*name), ExitStatus::kOk);
      }
      return session.report(no_such_subcommand(app, *name));
    };
  });
}

void add_common(CLI::App& command, Session& session) {
  command.add_option("--color", session.flags().color, "auto (default), always or never")
      ->check(CLI::IsMember({"auto", "always", "never"}));
}

void add_manifest(CLI::App& command, Session& session) {
  command.add_option("--manifest", session.flags().manifest,
                     "the FILE that lists the scenarios (default highwater.json)");
}

}  // namespace highwater
