// SPDX-License-Identifier: Apache-2.0
// highwater_report_bench: makes results as `check` leaves them, runs the real `highwater report` on them, and
// prints what that took. It informs, like the other benchmarks: the target is 10,000 results in 5 s and 500
// MB.
//
// The mix: one result in twenty is a regression with 200 call sites in 60 functions, as a failing check
// leaves it; the others have no sites of their own and a baseline with 30, the most that one keeps. Each has
// a timeline of 250 points with 32 iterations: what `highwater check` of this repository's scenarios leaves
// has between 2 and 350.
#include <fmt/format.h>

#include <cstdio>
#include <cstdlib>
#include <exception>
#include <filesystem>
#include <string>
#include <vector>

#include "base/bytes.h"
#include "base/file.h"
#include "base/launcher.h"
#include "compare/outcome_json.h"

namespace highwater {
namespace {

constexpr int kUsage = 2;

struct Options {
  int results = 10'000;
  std::string highwater;
  std::string keep;  // the folder for the results and reports; empty: a temporary one
};

std::string function_name(std::int64_t number) {
  return fmt::format("service::component{}::step{}(std::vector<int, std::allocator<int> > const&)",
                     number % 7, number);
}

std::vector<SiteResult> make_sites(int count, std::int64_t total) {
  std::vector<FrameRef> frames;
  for (int i = 0; i < 60; ++i)
    frames.push_back(Frame{.function = function_name(i),
                           .file = fmt::format("/src/service/component{}.cc", i % 7),
                           .line = 10 + i,
                           .module = "/src/build/service",
                           .offset = 4096 + 64 * static_cast<std::uint64_t>(i),
                           .inlined = false});
  std::vector<SiteResult> sites;
  std::int64_t left = total;
  for (int i = 0; i < count; ++i) {
    const std::int64_t bytes = i + 1 == count ? left : left / 24;
    left -= bytes;
    SiteResult site{.peak_bytes = bytes,
                    .peak_blocks = 1,
                    .retained_bytes = bytes / 3,
                    .retained_blocks = 1,
                    .allocated_bytes = 2 * bytes,
                    .allocations = 2,
                    .frames = {}};
    // A tree of calls: the outer half is common to all, then it branches in two.
    for (int depth = 9; depth >= 0; --depth)
      site.frames.push_back(
          frames[static_cast<std::size_t>((depth < 4 ? 0 : i >> (9 - depth)) * 7 + depth) % 60]);
    sites.push_back(std::move(site));
  }
  return sites;
}

Timeline make_timeline(std::int64_t peak) {
  Timeline timeline{.step_bytes = peak / 50, .points = {}, .marks = {}};
  for (std::int64_t i = 0; i < 250; ++i)
    timeline.points.push_back(
        {.clock_bytes = i * timeline.step_bytes, .live_bytes = peak * (i % 50) / 50, .time_ns = i * 1000});
  timeline.marks.push_back(
      {.kind = MarkKind::kEnter, .region = "loop", .number = 1, .at = timeline.points[5]});
  for (std::int64_t i = 1; i <= 32; ++i)
    timeline.marks.push_back({.kind = MarkKind::kIteration,
                              .region = "loop",
                              .number = i,
                              .at = timeline.points[static_cast<std::size_t>(5 + 7 * i)]});
  timeline.marks.push_back(
      {.kind = MarkKind::kLeave, .region = "loop", .number = 1, .at = timeline.points[240]});
  return timeline;
}

GatedMetrics expected(const Metrics& metrics) {
  GatedMetrics gated;
  for (const Metric metric : kCountedMetrics)
    gated[metric] = {.value = value_of(metrics, metric), .tolerance = {}, .limit = {}};
  return gated;
}

CheckOutcome make_outcome(int number) {
  const bool fails = number % 20 == 0;
  const std::int64_t before = 1'000'000 + 997 * number;
  const std::int64_t peak = fails ? before * 3 / 2 : before;
  CheckOutcome outcome;
  outcome.scenario = fmt::format("family{:02}/scenario{:05}", number % 37, number);
  Measurement measurement;
  measurement.scenario = outcome.scenario;
  measurement.command = {"/src/build/service", "--batch", std::to_string(number)};
  measurement.end.code = 0;
  measurement.context = {.profile = "linux-x86_64-gnu12-release",
                         .compiler = "GNU 12.2.0",
                         .libc = "glibc 2.36",
                         .kernel = "6.1.0",
                         .valgrind = "",
                         .revision = "0123456789abcdef",
                         .libraries = {}};
  measurement.metrics = {.peak_bytes = peak,
                         .retained_bytes = peak / 3,
                         .retained_blocks = 200,
                         .allocated_bytes = 2 * peak,
                         .allocations = 400,
                         .peak_rss_bytes = 8'000'000};
  measurement.peak_upper_bytes = peak;
  measurement.timeline = make_timeline(peak);
  RegionResult region{.name = "loop",
                      .metrics = measurement.metrics,
                      .iterations = 32,
                      .exact = true,
                      .peak_upper_bytes = peak,
                      .sites = {}};
  region.metrics.peak_rss_bytes.reset();
  if (fails) {
    measurement.has_sites = true;
    measurement.sites = make_sites(200, peak);
    region.sites = measurement.sites;
    measurement.modules = {{.path = "/src/build/service", .build_id = "c0ffee"}};
  }
  measurement.regions = {std::move(region)};
  Baseline baseline;
  baseline.scenario = outcome.scenario;
  baseline.profile = measurement.context.profile;
  baseline.region = "loop";
  Metrics then = measurement.metrics;
  then.peak_bytes = before;
  baseline.metrics = expected(then);
  baseline.sites = largest_sites_of(make_sites(30, before));
  outcome.baseline = std::move(baseline);
  outcome.measurement = std::move(measurement);
  return outcome;
}

Expected<int> parse_number(const std::string& text) {
  char* end = nullptr;
  const long number = std::strtol(text.c_str(), &end, 10);
  if (end == text.c_str() || *end != '\0' || number < 1 || number > 1'000'000)
    return fail(ExitStatus::kUsage, "--results: expected a number from 1 to 1,000,000, found " + text);
  return static_cast<int>(number);
}

Expected<Options> parse(int argc, char** argv) {
  Options options;
  options.highwater =
      (std::filesystem::read_symlink("/proc/self/exe").parent_path().parent_path() / "bin" / "highwater")
          .string();
  for (int i = 1; i + 1 < argc; i += 2) {
    const std::string flag = argv[i];
    if (flag == "--results") {
      HIGHWATER_TRY(options.results, parse_number(argv[i + 1]));
    } else if (flag == "--highwater") {
      options.highwater = argv[i + 1];
    } else if (flag == "--keep") {
      options.keep = argv[i + 1];
    } else {
      return fail(ExitStatus::kUsage, "unknown flag: " + flag);
    }
  }
  if (argc % 2 == 0)
    return fail(ExitStatus::kUsage,
                "usage: highwater_report_bench [--results N] [--highwater FILE] [--keep FOLDER]");
  return options;
}

Expected<std::int64_t> make_results(const std::string& folder, int count) {
  std::int64_t bytes = 0;
  for (int i = 0; i < count; ++i) {
    const CheckOutcome outcome = make_outcome(i);
    const std::string text = to_json(outcome);
    bytes += static_cast<std::int64_t>(text.size());
    HIGHWATER_TRY_VOID(
        write_file(fmt::format("{}/results/{}.counting.json", folder, outcome.scenario), text));
  }
  return bytes;
}

Expected<int> run(const Options& options, ProcessRunner& runner) {
  HIGHWATER_TRY(const TemporaryDirectory temporary, TemporaryDirectory::create("highwater-report-bench"));
  const std::string folder = options.keep.empty() ? temporary.path() : options.keep;
  HIGHWATER_TRY(const std::int64_t bytes, make_results(folder, options.results));
  ProcessSpec spec;
  spec.argv = {options.highwater,       "report",     folder + "/results",   "--html",
               folder + "/report.html", "--markdown", folder + "/report.md", "--junit",
               folder + "/report.xml"};
  spec.environment = current_environment();
  HIGHWATER_TRY(const ProcessOutcome outcome, runner.run(spec));
  if (outcome.exit_code != 0)
    return fail(ExitStatus::kUsage, "highwater report failed: " + describe_end(outcome));
  fmt::print("{} results, {}: {:.2f} s, peak RSS {}, HTML {}\n", format_count(options.results),
             format_bytes(bytes), static_cast<double>(outcome.elapsed.count()) / 1000,
             outcome.peak_rss_bytes ? format_bytes(*outcome.peak_rss_bytes) : "not known",
             format_bytes(static_cast<std::int64_t>(std::filesystem::file_size(folder + "/report.html"))));
  return 0;
}

Expected<int> parse_and_run(int argc, char** argv, ProcessRunner& runner) {
  HIGHWATER_TRY(const Options options, parse(argc, argv));
  return run(options, runner);
}

}  // namespace
}  // namespace highwater

int main(int argc, char** argv) {
  using namespace highwater;
  Expected<Launcher> launcher = Launcher::start();  // before anything is allocated: see base/launcher.h
  try {
    const Expected<int> status =
        launcher ? parse_and_run(argc, argv, *launcher) : tl::unexpected<Error>(launcher.error());
    if (status) return *status;
    std::fprintf(stderr, "highwater_report_bench: error: %s\n", status.error().what.c_str());
  } catch (const std::exception& error) {
    std::fprintf(stderr, "highwater_report_bench: error: %s\n", error.what());
  }
  return kUsage;
}
