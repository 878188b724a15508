// SPDX-License-Identifier: Apache-2.0
#include "cli/result_argument.h"

#include <utility>

#include "base/file.h"
#include "report/site_selection.h"
#include "result/json.h"

namespace highwater {

Expected<Measurement> load_result(const std::string& path) {
  HIGHWATER_TRY(const std::string text, read_file(path));
  return measurement_from_json(text, path);
}

Expected<LoadedSites> load_sites(const std::string& path, const std::optional<std::string>& region) {
  LoadedSites loaded;
  HIGHWATER_TRY(loaded.measurement, load_result(path));
  HIGHWATER_TRY(const SiteSelection selection, select_sites(loaded.measurement, region, path));
  loaded.profile = make_site_profile(loaded.measurement, *selection.sites);
  loaded.part = name_of(selection);
  return loaded;
}

void add_by(CLI::App& command, std::string& by) {
  command.add_option("--by", by, "bytes at the peak (default), retained or allocated")
      ->check(CLI::IsMember({"peak", "retained", "allocated"}));
}

void add_region(CLI::App& command, std::optional<std::string>& region) {
  command.add_option("--region", region, "of this region; by default of the whole process");
}

By by_named(const std::string& word) {
  if (word == "retained") return By::kRetained;
  return word == "allocated" ? By::kAllocated : By::kPeak;
}

void add_top_flags(CLI::App& command, TopFlags& flags) {
  command.add_option("-n", flags.most_rows, "rows at most (default 20); 0 for all")
      ->check(CLI::Range(0, 1'000'000'000));
  add_by(command, flags.by);
  command.add_flag("--cum", flags.cum, "sort by what a function and all that it calls hold");
  add_region(command, flags.region);
  command.add_option("--unit", flags.unit, "bytes, kB, MB, GB; by default the one that suits the numbers")
      ->check(CLI::IsMember({"minimum", "bytes", "kB", "MB", "GB", "TB", "PB"}));
}

FunctionTableOptions table_options(const TopFlags& flags) {
  return {.by = by_named(flags.by),
          .sort = flags.cum ? SortBy::kCum : SortBy::kFlat,
          .most_rows = flags.most_rows};
}

TopTextOptions text_options(const TopFlags& flags, std::string subject, bool color) {
  return {.subject = std::move(subject),
          .by = by_named(flags.by),
          .unit = byte_unit_named(flags.unit),
          .color = color};
}

}  // namespace highwater
