// SPDX-License-Identifier: Apache-2.0
#include "suite/shard.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <numeric>

#include "base/terminal.h"

namespace highwater {
namespace {

constexpr int kMostShards = 10000;

bool parse_number(std::string_view text, int& number) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  return !text.empty() && error == std::errc() && end == text.data() + text.size();
}

// At least 1 ms each: of scenarios that take no time none is for nothing.
std::int64_t weight_of(const Scenario& scenario, const Durations& durations, std::int64_t otherwise) {
  const auto known = durations.find(scenario.name);
  return std::max<std::int64_t>(1, known == durations.end() ? otherwise : known->second.count());
}

std::int64_t mean_of(const std::vector<const Scenario*>& scenarios, const Durations& durations) {
  std::int64_t sum = 0;
  std::int64_t count = 0;
  for (const Scenario* scenario : scenarios)
    if (const auto known = durations.find(scenario->name); known != durations.end()) {
      sum += known->second.count();
      ++count;
    }
  return count == 0 ? 1 : sum / count;
}

// FNV-1a, 64 bits: told apart are plans that differ by accident, and nobody forges one.
std::string fingerprint_of(const std::vector<const Scenario*>& scenarios, const std::vector<int>& shard_of) {
  std::uint64_t hash = 0xcbf29ce484222325u;
  const auto add = [&](std::string_view text) {
    for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3u;
  };
  for (std::size_t i = 0; i < scenarios.size(); ++i)
    add(fmt::format("{}\n{}\n", scenarios[i]->name, shard_of[i]));
  return fmt::format("{:016x}", hash);
}

}  // namespace

Expected<Shard> parse_shard(std::string_view text) {
  Shard shard;
  const std::size_t slash = text.find('/');
  if (slash == std::string_view::npos || !parse_number(text.substr(0, slash), shard.index) ||
      !parse_number(text.substr(slash + 1), shard.count))
    return fail(ExitStatus::kUsage, fmt::format("\"{}\" is no shard", printable(text)),
                "give its number and how many there are: --shard 2/4");
  if (shard.count < 1 || shard.count > kMostShards || shard.index < 1 || shard.index > shard.count)
    return fail(ExitStatus::kUsage, fmt::format("shard {} of {} is out of range", shard.index, shard.count),
                fmt::format("shards count from 1 to their number, {} at most", kMostShards));
  return shard;
}

Expected<ShardPlan> plan_shard(const std::vector<const Scenario*>& scenarios, const Durations& durations,
                               const Shard& shard) {
  if (static_cast<std::size_t>(shard.count) > scenarios.size())
    return fail(
        ExitStatus::kUsage,
        fmt::format("{} shards, and there are {} scenarios to measure: some shards would measure nothing",
                    shard.count, scenarios.size()),
        fmt::format("divide them into {} shards at most", scenarios.size()));
  const std::int64_t otherwise = mean_of(scenarios, durations);
  std::vector<std::size_t> order(scenarios.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
    const std::int64_t weight_a = weight_of(*scenarios[a], durations, otherwise);
    const std::int64_t weight_b = weight_of(*scenarios[b], durations, otherwise);
    return weight_a != weight_b ? weight_a > weight_b : scenarios[a]->name < scenarios[b]->name;
  });
  std::vector<std::int64_t> load(static_cast<std::size_t>(shard.count), 0);
  std::vector<int> shard_of(scenarios.size());
  for (const std::size_t i : order) {
    const auto least = std::min_element(load.begin(), load.end());
    *least += weight_of(*scenarios[i], durations, otherwise);
    shard_of[i] = static_cast<int>(least - load.begin()) + 1;
  }
  ShardPlan plan;
  for (std::size_t i = 0; i < scenarios.size(); ++i)
    if (shard_of[i] == shard.index) plan.scenarios.push_back(scenarios[i]);
  // In the order of names: a manifest may list them in another one elsewhere.
  std::sort(order.begin(), order.end(),
            [&](std::size_t a, std::size_t b) { return scenarios[a]->name < scenarios[b]->name; });
  std::vector<const Scenario*> named;
  std::vector<int> numbers;
  for (const std::size_t i : order) {
    named.push_back(scenarios[i]);
    numbers.push_back(shard_of[i]);
  }
  plan.fingerprint = fingerprint_of(named, numbers);
  return plan;
}

}  // namespace highwater
