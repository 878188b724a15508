// SPDX-License-Identifier: Apache-2.0
#include "cli/run_each_test.h"

#include <fmt/format.h>

#include "cli/write_json.h"
#include "gate/each_test.h"
#include "report/json/tests.h"
#include "report/quoted_output.h"
#include "report/text/tests.h"

namespace highwater {
namespace {

constexpr std::size_t kMostNamed = 10;

void print_output_of(const FailedTest& test) {
  fmt::print(stderr, "{}{}", quoted_output(test.outcome.standard_output.tail),
             quoted_output(test.outcome.standard_error.tail));
}

Error failure_of(const std::string& program, const std::vector<FailedTest>& failed) {
  std::string names;
  for (std::size_t i = 0; i < failed.size() && i < kMostNamed; ++i)
    names += fmt::format("{}{} ({})", i == 0 ? "" : ", ", failed[i].name, describe_end(failed[i].outcome));
  if (failed.size() > kMostNamed) names += fmt::format(" and {} more", failed.size() - kMostNamed);
  return {
      ExitStatus::kScenario,
      fmt::format("{}: {} {} failed: {}", program, failed.size(), failed.size() == 1 ? "test" : "tests",
                  names),
      "their numbers are those up to their ends; what they printed is above. A test that relies on another "
      "having run before it needs --whole"};
}

}  // namespace

ExitStatus run_each_test(Session& session, Probe& probe, const ProbeRequest& request,
                         const std::vector<std::string>& tests, const std::string& json) {
  const ProgressListener progress = session.progress();
  const EachTest each = measure_each_test(probe, request, tests, [&](std::size_t i) {
    progress({i + 1, tests.size(), tests[i], probe.kind()});
  });
  session.clear_progress();
  if (each.stopped && each.runs.tests.empty()) return session.report(*each.stopped);
  for (const FailedTest& test : each.failed) print_output_of(test);
  ExitStatus status = write_json(session, json, to_json(each.runs));
  if (json != "-") fmt::print(stderr, "{}", render_tests(each.runs, session.color_err()));
  if (!each.failed.empty())
    status = worst(status, session.report(failure_of(request.command.front(), each.failed)));
  if (each.stopped) status = worst(status, session.report(*each.stopped));
  return status;
}

}  // namespace highwater
