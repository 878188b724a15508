// SPDX-License-Identifier: Apache-2.0
// Frames are many and shared: each is looked at once, found again by its address, and from then on a number.
// A location is a run of frames of which each but the last is inlined into the next.
#include "report/site_profile.h"

#include <algorithm>
#include <map>
#include <tuple>
#include <unordered_map>

#include "result/call_chain.h"

namespace highwater {
namespace {

using Ids = std::vector<std::uint32_t>;

struct HashOfIds {
  std::size_t operator()(const Ids& ids) const {
    std::uint64_t hash = 0xcbf29ce484222325;
    for (const std::uint32_t id : ids) hash = (hash ^ id) * 0x100000001b3;
    return hash;
  }
};

template <typename Key, typename Value>
std::uint32_t intern(std::map<Key, std::uint32_t>& known, std::vector<Value>& values, const Key& key,
                     Value value) {
  const auto [entry, is_new] = known.try_emplace(key, static_cast<std::uint32_t>(values.size()));
  if (is_new) values.push_back(std::move(value));
  return entry->second;
}

class Builder {
 public:
  explicit Builder(const Measurement& measurement) {
    for (const ModuleResult& module : measurement.modules) mapping_of(module.path, module.build_id);
  }

  void add(const SiteResult& site) {
    Ids locations;
    Ids run;
    for (std::size_t i = 0; i < site.frames.size(); ++i) {
      run.push_back(frame_of(*site.frames[i]));
      if (is_inlined_into_next(site, i)) continue;
      locations.push_back(location_of(run));
      run.clear();
    }
    const auto [entry, is_new] =
        samples_.try_emplace(std::move(locations), static_cast<std::uint32_t>(profile_.samples.size()));
    if (is_new) profile_.samples.push_back({.locations = entry->first});
    SampleValues& values = profile_.samples[entry->second].values;
    for (std::size_t i = 0; i < values.size(); ++i) values[i] += site.*kSampleTypes[i].member;
  }

  SiteProfile take() { return std::move(profile_); }

 private:
  // What of a frame tells locations apart.
  using Place = std::tuple<std::uint32_t, std::uint64_t, std::string, std::string, int>;

  static bool is_inlined_into_next(const SiteResult& site, std::size_t i) {
    if (!site.frames[i]->inlined || i + 1 == site.frames.size()) return false;
    return site.frames[i]->module == site.frames[i + 1]->module &&
           site.frames[i]->offset == site.frames[i + 1]->offset;
  }

  std::uint32_t mapping_of(const std::string& path, const std::string& build_id) {
    if (path.empty()) return SiteProfile::kNoMapping;
    const auto found = mappings_by_path_.find(path);
    if (found != mappings_by_path_.end()) return found->second;
    SiteProfile::Mapping mapping{path, build_id};
    const std::string identity = identity_of(mapping);
    const std::uint32_t number =
        intern(mappings_by_identity_, profile_.mappings, identity, std::move(mapping));
    mappings_by_path_.emplace(path, number);
    return number;
  }

  std::uint32_t frame_of(const Frame& frame) {
    const auto [by_place, is_new] = frames_by_address_.try_emplace(&frame, 0);
    if (!is_new) return by_place->second;
    Place place{mapping_of(frame.module, {}), frame.offset, frame.function, frame.file, frame.line};
    const auto [by_value, is_first] =
        frames_by_value_.try_emplace(std::move(place), static_cast<std::uint32_t>(frames_.size()));
    if (is_first) frames_.push_back(&by_value->first);
    return by_place->second = by_value->second;
  }

  std::uint32_t location_of(const Ids& run) {
    const auto [entry, is_new] =
        locations_.try_emplace(run, static_cast<std::uint32_t>(profile_.locations.size()));
    if (!is_new) return entry->second;
    SiteProfile::Location location;
    for (const std::uint32_t id : run) {
      const auto& [mapping, offset, name, file, line] = *frames_[id];
      location.mapping = mapping;
      location.offset = offset;
      if (run.size() == 1 && name.empty() && file.empty() && line == 0) break;
      location.lines.push_back(
          {intern(functions_, profile_.functions, std::pair(name, file), SiteProfile::Function{name, file}),
           line});
    }
    profile_.locations.push_back(std::move(location));
    return entry->second;
  }

  SiteProfile profile_;
  std::unordered_map<std::string, std::uint32_t> mappings_by_path_;
  std::map<std::string, std::uint32_t> mappings_by_identity_;
  std::map<std::pair<std::string, std::string>, std::uint32_t> functions_;
  std::vector<const Place*> frames_;
  std::map<Place, std::uint32_t> frames_by_value_;
  std::unordered_map<const Frame*, std::uint32_t> frames_by_address_;
  std::unordered_map<Ids, std::uint32_t, HashOfIds> locations_;
  std::unordered_map<Ids, std::uint32_t, HashOfIds> samples_;
};

// The mapping that main() is in; none where no frame is called so.
std::uint32_t mapping_of_main(const SiteProfile& profile) {
  for (const SiteProfile::Location& location : profile.locations)
    for (const SiteProfile::Line& line : location.lines)
      if (profile.functions[line.function].name == "main") return location.mapping;
  return SiteProfile::kNoMapping;
}

// The program's own: the file that the command names, else the one with main().
std::uint32_t main_mapping(const SiteProfile& profile, const Measurement& measurement) {
  const std::string program = measurement.command.empty() ? "" : file_name_of(measurement.command[0]);
  for (std::uint32_t i = 0; i < profile.mappings.size(); ++i)
    if (file_name_of(profile.mappings[i].path) == program) return i;
  const std::uint32_t found = mapping_of_main(profile);
  return found == SiteProfile::kNoMapping ? 0 : found;
}

void put_first(SiteProfile& profile, std::uint32_t first) {
  if (first >= profile.mappings.size()) return;
  const auto place = profile.mappings.begin() + static_cast<std::ptrdiff_t>(first);
  std::rotate(profile.mappings.begin(), place, place + 1);
  for (SiteProfile::Location& location : profile.locations) {
    if (location.mapping == SiteProfile::kNoMapping || location.mapping > first) continue;
    location.mapping = location.mapping == first ? 0 : location.mapping + 1;
  }
}

}  // namespace

const std::string& identity_of(const SiteProfile::Mapping& mapping) {
  return mapping.build_id.empty() ? mapping.path : mapping.build_id;
}

SiteProfile make_site_profile(const Measurement& measurement, const std::vector<SiteResult>& sites) {
  Builder builder(measurement);
  for (const SiteResult& site : sites) builder.add(site);
  SiteProfile profile = builder.take();
  put_first(profile, main_mapping(profile, measurement));
  return profile;
}

}  // namespace highwater
