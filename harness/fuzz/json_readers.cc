// SPDX-License-Identifier: Apache-2.0
// Readers of the project's own files. Each must refuse with a message, or give something that comes back the
// same when it is written and read again.
#include "baseline/baseline_json.h"
#include "compare/outcome_json.h"
#include "fuzz/targets.h"
#include "gate/proposal.h"
#include "result/json.h"
#include "suite/configuration.h"
#include "suite/manifest.h"
#include "suite/waivers.h"

namespace highwater::fuzz {
namespace {

// The scenarios that configurations and waivers of corpus/ speak of.
const Manifest& manifest() {
  static const Manifest kManifest = *parse_manifest(
      R"({"schema": 1, "profile": "linux-test", "baselines": "b", "results": "r", "scenarios": [
          {"name": "a/b", "command": ["x"], "probes": ["counting", "massif"]}, {"name": "a/c", "command": ["x"]},
          {"name": "d", "command": ["x"]}]})",
      "highwater.json");
  return kManifest;
}

template <typename Value>
bool is_read(const Expected<Value>& read) {
  if (read) return true;
  require(!read.error().what.empty(), "an error without a message");
  require(read.error().status != ExitStatus::kOk, "an error that is none");
  return false;
}

// `read(text)` of what `write` makes of it, again and again.
template <typename Value, typename Read>
void require_round_trip(const Value& value, Read read) {
  const std::string text = to_json(value);
  const auto again = read(text);
  require(again.has_value(), "what was written cannot be read");
  require(to_json(*again) == text, "what was read is written otherwise");
}

}  // namespace

void read_result(std::string_view input) {
  if (const auto read = measurement_from_json(input, "result.json"); is_read(read))
    require_round_trip(*read,
                       [](const std::string& text) { return measurement_from_json(text, "again.json"); });
  if (const auto read = outcome_from_json(input, "outcome.json"); is_read(read))
    require_round_trip(*read, [](const std::string& text) { return outcome_from_json(text, "again.json"); });
}

void read_baseline(std::string_view input) {
  const BaselineKey key{.profile = "linux-test", .scenario = "a/b"};
  if (const auto read = baseline_from_json(input, "baseline.json", key); is_read(read))
    require_round_trip(*read,
                       [&](const std::string& text) { return baseline_from_json(text, "again.json", key); });
}

void read_manifest(std::string_view input) {
  const auto read = parse_manifest(input, "highwater.json", Configuration{});
  if (!is_read(read)) return;
  require(!read->scenarios.empty(), "a manifest without a scenario");
  for (const Scenario& scenario : read->scenarios) {
    require(!scenario.command.empty(), "a scenario without a command");
    require(scenario.name.find("..") == std::string::npos || scenario.name.find("../") == std::string::npos,
            "a name that leaves its folder");
    require(scenario.name.front() != '/', "a name that leaves its folder");
  }
}

void read_configuration(std::string_view input) {
  const auto read = parse_configuration(input, "highwater.config.json", manifest());
  if (!is_read(read)) return;
  for (Scenario scenario : manifest().scenarios) apply_overrides(*read, scenario);
}

void read_waivers(std::string_view input) {
  const auto read = parse_waivers(input, "waivers.json", manifest());
  if (!is_read(read)) return;
  for (const Waiver& waiver : read->waivers) {
    covers(waiver, "linux-test", "counting");
    require(is_expired(waiver, 1'900'000'000) == (days_left(waiver, 1'900'000'000) == 0),
            "a waiver that has expired and holds");
  }
  for (const Scenario& scenario : manifest().scenarios) waivers_of(*read, scenario.name);
}

void read_proposal(std::string_view input) {
  if (const auto read = proposal_from_json(input, "proposal.json"); is_read(read))
    require_round_trip(*read, [](const std::string& text) { return proposal_from_json(text, "again.json"); });
}

}  // namespace highwater::fuzz
