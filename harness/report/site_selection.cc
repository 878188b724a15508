// SPDX-License-Identifier: Apache-2.0
#include "report/site_selection.h"

#include <fmt/format.h>

#include "base/suggest.h"
#include "base/terminal.h"
#include "report/sample_types.h"

namespace highwater {
namespace {

// More than any program can have: an exbibyte, of all sites together.
constexpr std::int64_t kBeyondAnyProgram = std::int64_t{1} << 60;

constexpr const char* kHowToGetSites = "measure with sites: highwater run --sites --json FILE -- COMMAND…";

bool is_believable(const std::vector<SiteResult>& sites, std::int64_t SiteResult::*member) {
  std::int64_t sum = 0;
  for (const SiteResult& site : sites) {
    const std::int64_t value = site.*member;
    if (value > kBeyondAnyProgram || value < -kBeyondAnyProgram) return false;
    sum += value < 0 ? -value : value;
    if (sum > kBeyondAnyProgram) return false;
  }
  return true;
}

Expected<void> require_believable(const SiteSelection& selection, const std::string& file) {
  for (const SampleType& type : kSampleTypes)
    if (!is_believable(*selection.sites, type.member))
      return fail(ExitStatus::kUsage,
                  fmt::format("{}: {}: the sites add up to more {} than any program has", file,
                              name_of(selection), type.unit == std::string("bytes") ? "bytes" : "blocks"),
                  "the file is damaged; measure again");
  return {};
}

}  // namespace

std::string name_of(const SiteSelection& selection) {
  return selection.region == nullptr ? "whole process" : "region " + printable(selection.region->name);
}

Expected<const RegionResult*> find_region(const Measurement& measurement, const std::string& region,
                                          const std::string& file) {
  std::vector<std::string> names;
  for (const RegionResult& known : measurement.regions) {
    if (known.name == region) return &known;
    names.push_back(known.name);
  }
  std::string hint = "leave --region out for the whole process";
  if (const std::optional<std::string> near = suggest(region, names))
    hint = fmt::format("did you mean \"{}\"?", *near);
  else if (!names.empty())
    hint = fmt::format("its regions: {}", fmt::join(names, ", "));
  return fail(ExitStatus::kUsage, fmt::format("{}: there is no region \"{}\"", file, region), hint);
}

Expected<SiteSelection> select_sites(const Measurement& measurement, const std::optional<std::string>& region,
                                     const std::string& file) {
  SiteSelection selection{.sites = &measurement.sites};
  if (region) {
    HIGHWATER_TRY(selection.region, find_region(measurement, *region, file));
    selection.sites = &selection.region->sites;
  }
  if (!measurement.has_sites)
    return fail(ExitStatus::kUsage, fmt::format("{}: the result has no call sites", file), kHowToGetSites);
  // A region's sites are not known when it was never left, in some ways of ending a program.
  if (selection.region != nullptr && selection.sites->empty() &&
      selection.region->metrics.allocated_bytes != 0)
    return fail(ExitStatus::kUsage, fmt::format("{}: {} has no call sites", file, name_of(selection)),
                "leave --region out for the whole process");
  HIGHWATER_TRY_VOID(require_believable(selection, file));
  return selection;
}

}  // namespace highwater
