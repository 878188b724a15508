// SPDX-License-Identifier: Apache-2.0
// Order and overlaps are found in one pass: records are sorted by scenario, metric, profile and probe, where
// one that names no profile or no probe comes before those that do. So whatever covers the same number as a
// record stands shortly before it.
#include "suite/waivers.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <map>
#include <set>
#include <tuple>

#include "base/date.h"
#include "base/file.h"
#include "base/json_reader.h"
#include "base/suggest.h"
#include "base/terminal.h"
#include "suite/waiver_reader.h"

namespace highwater {
namespace {

namespace fs = std::filesystem;

constexpr std::int64_t kWaiversSchema = 1;
constexpr std::int64_t kSecondsADay = 86400;

// "" for what is not named: it comes first.
auto sort_key(const Waiver& waiver) {
  return std::tuple(waiver.scenario, waiver.metric, waiver.profile.value_or(""), waiver.probe.value_or(""));
}

// By name, for a file of many waivers.
class Scenarios {
 public:
  explicit Scenarios(const Manifest& manifest) {
    for (const Scenario& scenario : manifest.scenarios) by_name_[scenario.name] = &scenario;
  }

  Expected<void> require(const JsonObject& object, const Waiver& waiver) const {
    const auto found = by_name_.find(waiver.scenario);
    if (found == by_name_.end()) {
      std::vector<std::string> names;
      for (const auto& [name, scenario] : by_name_) names.push_back(name);
      const std::optional<std::string> near = suggest(waiver.scenario, names);
      return object.complain(
          "scenario", fmt::format("no scenario \"{}\" in the manifest", printable(waiver.scenario)),
          near ? fmt::format("did you mean \"{}\"?", *near)
               : "remove the waiver if the scenario is gone; `highwater list` shows what there is");
    }
    const std::vector<std::string>& probes = found->second->probes;
    if (waiver.probe && std::find(probes.begin(), probes.end(), *waiver.probe) == probes.end())
      return object.complain("probe",
                             fmt::format("\"{}\" is not measured with {}", waiver.scenario, *waiver.probe),
                             fmt::format("it is with {}", fmt::join(probes, ", ")));
    return {};
  }

 private:
  std::map<std::string, const Scenario*> by_name_;
};

// Finds what stands at the wrong place, and two that would cover one number.
class Order {
 public:
  Expected<void> next(const JsonObject& object, const Waiver& waiver) {
    const auto key = sort_key(waiver);
    const auto& [scenario, metric, profile, probe] = key;
    if (last_ && *last_ == key) return overlap(object, waiver);
    if (last_ && key < *last_)
      return object.complain("scenario",
                             fmt::format("\"{}\", \"{}\" stands behind \"{}\", \"{}\"", scenario, metric,
                                         std::get<0>(*last_), std::get<1>(*last_)),
                             "records are sorted by scenario, metric, profile and probe");
    if (!last_ || std::get<0>(*last_) != scenario || std::get<1>(*last_) != metric) probes_.clear();
    for (const std::string& before : {std::string(), profile}) {
      const auto found = probes_.find(before);
      if (found == probes_.end()) continue;
      const std::set<std::string>& probes = found->second;
      if (probe.empty() || probes.count("") != 0 || probes.count(probe) != 0) return overlap(object, waiver);
    }
    probes_[profile].insert(probe);
    last_ = key;
    return {};
  }

 private:
  static tl::unexpected<Error> overlap(const JsonObject& object, const Waiver& waiver) {
    return object.complain(
        "metric", fmt::format("a record before covers {} of \"{}\" already", waiver.metric, waiver.scenario),
        "keep one; two for one metric must differ in \"profile\", or in \"probe\"");
  }

  std::optional<std::tuple<std::string, std::string, std::string, std::string>> last_;
  std::map<std::string, std::set<std::string>> probes_;  // of this scenario and metric, by profile
};

}  // namespace

Expected<Waivers> parse_waivers(std::string_view text, const std::string& path, const Manifest& manifest) {
  HIGHWATER_TRY(const JsonDocument document, parse_json(text, path));
  HIGHWATER_TRY(const JsonObject root, JsonObject::root(document));
  // Before any other key, because another schema may have others.
  HIGHWATER_TRY_VOID(root.check_schema(kWaiversSchema, "harness/docs/waivers.md has the format"));
  HIGHWATER_TRY_VOID(root.only({"schema", "waivers"}));
  HIGHWATER_TRY(const std::vector<JsonObject> objects, root.objects("waivers"));
  Waivers waivers;
  waivers.path = path;
  waivers.waivers.reserve(objects.size());
  const Scenarios scenarios(manifest);
  Order order;
  for (const JsonObject& object : objects) {
    HIGHWATER_TRY(Waiver waiver, read_waiver(object));
    HIGHWATER_TRY_VOID(scenarios.require(object, waiver));
    HIGHWATER_TRY_VOID(order.next(object, waiver));
    waivers.waivers.push_back(std::move(waiver));
  }
  return waivers;
}

Expected<Waivers> load_waivers(const Manifest& manifest) {
  // A folder's path may end in a slash, which would make it its own parent.
  const fs::path baselines = (fs::path(manifest.baselines) / "").parent_path();
  const std::string path = manifest.waivers.value_or((baselines.parent_path() / "waivers.json").string());
  std::error_code error;
  if (fs::symlink_status(path, error).type() == fs::file_type::not_found) {
    if (!manifest.waivers) return Waivers{.path = path, .waivers = {}};
    return fail(
        ExitStatus::kUsage, fmt::format("{}: there is no such file, which {} names", path, manifest.path),
        "take \"waivers\" out of the manifest, or begin the file with {\"schema\": 1, \"waivers\": []}");
  }
  HIGHWATER_TRY(const std::string text, read_file(path));
  return parse_waivers(text, path, manifest);
}

std::span<const Waiver> waivers_of(const Waivers& waivers, const std::string& scenario) {
  const auto before = [](const Waiver& waiver, const std::string& name) { return waiver.scenario < name; };
  const auto begin = std::lower_bound(waivers.waivers.begin(), waivers.waivers.end(), scenario, before);
  const auto end = std::find_if(begin, waivers.waivers.end(),
                                [&](const Waiver& waiver) { return waiver.scenario != scenario; });
  return {begin, end};
}

bool covers(const Waiver& waiver, const std::string& profile, const std::string& probe) {
  return waiver.profile.value_or(profile) == profile && waiver.probe.value_or(probe) == probe;
}

bool is_expired(const Waiver& waiver, std::int64_t today) {
  const std::optional<std::int64_t> last_day = parse_date(waiver.expires);
  // What is no date was refused by the reader; it must not let anything through.
  return !last_day || today >= *last_day + kSecondsADay;
}

std::int64_t days_left(const Waiver& waiver, std::int64_t today) {
  if (is_expired(waiver, today)) return 0;
  return (*parse_date(waiver.expires) + kSecondsADay - today + kSecondsADay - 1) / kSecondsADay;
}

}  // namespace highwater
