// SPDX-License-Identifier: Apache-2.0
#include "serve/heap_profile.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

#include "report/export/pprof_profile.h"
#include "report/function_table.h"
#include "report/site_profile.h"
#include "report/site_selection.h"
#include "report/text/top.h"

namespace highwater {
namespace {

constexpr std::size_t kTextRows = 50;

std::int64_t nanoseconds(std::chrono::nanoseconds time) {
  return time.count();
}

// Sums must not overflow, whatever the command has written into its numbers.
Expected<void> check_sums(const Measurement& measurement) {
  HIGHWATER_TRY([[maybe_unused]] const SiteSelection selection,
                select_sites(measurement, std::nullopt, "the command's numbers"));
  return {};
}

SiteResult negated(SiteResult site) {
  for (const SampleType& type : kSampleTypes) site.*type.member = -(site.*type.member);
  return site;
}

// A profile lists no sample of nothing.
void drop_zeros(SiteProfile& profile) {
  std::erase_if(profile.samples, [](const SiteProfile::Sample& sample) {
    return std::all_of(sample.values.begin(), sample.values.end(),
                       [](std::int64_t value) { return value == 0; });
  });
}

std::string command_line(const Measurement& measurement) {
  std::string line;
  for (const std::string& word : measurement.command) line += (line.empty() ? "" : " ") + word;
  return line;
}

std::string as_table(const SiteProfile& profile, const std::string& subject, By by) {
  const FunctionTable table = make_function_table(profile, {.by = by, .most_rows = kTextRows});
  return render_top(table, {.subject = subject, .by = by});
}

Expected<std::string> render(SiteProfile profile, const std::string& subject,
                             const HeapProfileOptions& options) {
  drop_zeros(profile);
  if (options.as_text) return as_table(profile, subject, options.shown_first);
  return render_pprof(profile, {.comment = subject,
                                .shown_first = options.shown_first,
                                .time_ns = nanoseconds(options.time.time_since_epoch()),
                                .duration_ns = nanoseconds(options.duration)});
}

}  // namespace

Expected<std::string> render_heap(const Measurement& measurement, const HeapProfileOptions& options) {
  HIGHWATER_TRY_VOID(check_sums(measurement));
  return render(make_site_profile(measurement, measurement.sites), command_line(measurement), options);
}

Expected<std::string> render_heap_difference(const Measurement& before, const Measurement& now,
                                             const HeapProfileOptions& options) {
  HIGHWATER_TRY_VOID(check_sums(before));
  HIGHWATER_TRY_VOID(check_sums(now));
  // Samples of the same stack become one, with the sum of their numbers.
  std::vector<SiteResult> sites = now.sites;
  std::transform(before.sites.begin(), before.sites.end(), std::back_inserter(sites), negated);
  return render(make_site_profile(now, sites),
                fmt::format("{}, difference of {:.1f} s", command_line(now),
                            std::chrono::duration<double>(options.duration).count()),
                options);
}

}  // namespace highwater
