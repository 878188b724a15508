// SPDX-License-Identifier: Apache-2.0
// One group for each platform and choice of probe, since each of them was divided by itself.
#include "compare/shards.h"

#include <fmt/format.h>

#include <map>
#include <set>
#include <string>
#include <tuple>

namespace highwater {
namespace {

struct Handed {
  std::int64_t checks = 0;                                // that the shard has
  std::set<std::tuple<std::string, ProbeKind>> outcomes;  // that are there
};

struct Group {
  std::string name;
  std::set<int> counts;
  std::set<std::string> plans;
  std::map<int, Handed> shards;
};

std::map<std::string, Group> groups_of(const std::vector<CheckOutcome>& outcomes) {
  std::map<std::string, Group> groups;
  for (const CheckOutcome& outcome : outcomes) {
    if (!outcome.shard) continue;
    const ShardRecord& record = *outcome.shard;
    const std::string name =
        record.probe.empty() ? record.profile : fmt::format("{} ({})", record.profile, record.probe);
    Group& group = groups[name];
    group.name = name;
    group.counts.insert(record.shard.count);
    group.plans.insert(record.plan);
    Handed& handed = group.shards[record.shard.index];
    handed.checks = record.checks;
    handed.outcomes.emplace(outcome.scenario, outcome.probe);
  }
  return groups;
}

void find_mixed(const Group& group, std::vector<Error>& errors) {
  if (group.counts.size() > 1)
    errors.push_back({ExitStatus::kUsage,
                      fmt::format("{}: results of divisions into {} shards are mixed", group.name,
                                  fmt::join(group.counts, " and ")),
                      "hand in the results of one division: empty the folder of results before a check"});
  else if (group.plans.size() > 1)
    errors.push_back({ExitStatus::kUsage,
                      fmt::format("{}: its {} shards were not divided alike, so scenarios may be in none",
                                  group.name, *group.counts.begin()),
                      "give every shard the same manifest, scenarios and --durations, and measure again"});
}

void find_missing(const Group& group, std::vector<Error>& errors) {
  const int count = *group.counts.begin();
  std::vector<int> missing;
  for (int index = 1; index <= count; ++index)
    if (group.shards.count(index) == 0) missing.push_back(index);
  if (!missing.empty())
    errors.push_back(
        {ExitStatus::kUsage,
         fmt::format("{}: shard {} of {} is missing", group.name, fmt::join(missing, ", "), count),
         "did its machine finish, and was its folder of results handed in?"});
  for (const auto& [index, handed] : group.shards) {
    const auto there = static_cast<std::int64_t>(handed.outcomes.size());
    if (there >= handed.checks) continue;
    errors.push_back({ExitStatus::kUsage,
                      fmt::format("{}: of shard {} of {} there are {} results, and it has {}", group.name,
                                  index, count, there, handed.checks),
                      "was its machine stopped half-way? measure it again"});
  }
}

}  // namespace

std::vector<Error> shard_problems(const std::vector<CheckOutcome>& outcomes) {
  std::vector<Error> errors;
  for (const auto& named : groups_of(outcomes)) {
    const Group& group = named.second;
    find_mixed(group, errors);
    if (group.counts.size() == 1 && group.plans.size() == 1) find_missing(group, errors);
  }
  return errors;
}

}  // namespace highwater
