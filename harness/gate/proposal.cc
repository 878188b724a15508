// SPDX-License-Identifier: Apache-2.0
#include "gate/proposal.h"

#include <fmt/format.h>

#include <filesystem>
#include <set>

#include "base/file.h"
#include "base/path_name.h"
#include "base/terminal.h"
#include "baseline/baseline_value.h"
#include "baseline/digest.h"
#include "vcs/repository_root.h"

namespace highwater {
namespace {

namespace fs = std::filesystem;

constexpr std::int64_t kSchema = 1;

Json text_or_null(const std::string& text) {
  return text.empty() ? Json(nullptr) : Json(text);
}

Json measured_to_json(const ProposedBaseline& proposed) {
  Json json = Json::object();
  for (const auto& [probe, numbers] : proposed.measured)
    for (const auto& [metric, value] : numbers) json[name_of(probe)][name_of(metric)] = value;
  return json;
}

Expected<void> read_measured(const JsonObject& object, ProposedBaseline& proposed) {
  for (const std::string& probe_name : object.keys()) {
    const std::optional<ProbeKind> probe = probe_named(probe_name);
    if (!probe) return object.complain(probe_name, "there is no such probe");
    HIGHWATER_TRY(const JsonObject numbers, object.object(probe_name));
    for (const std::string& name : numbers.keys()) {
      const std::optional<Metric> metric = metric_named(name);
      if (!metric) return numbers.complain(name, "there is no such metric");
      HIGHWATER_TRY(proposed.measured[*probe][*metric], numbers.integer(name));
    }
  }
  return {};
}

Expected<ProposedBaseline> read_proposed(const JsonObject& object, const std::string& profile) {
  HIGHWATER_TRY_VOID(object.only({"baseline", "measured", "replaced_revision", "replaces"}));
  ProposedBaseline proposed;
  HIGHWATER_TRY(proposed.replaces, object.optional_text("replaces"));
  HIGHWATER_TRY(const std::optional<std::string> revision, object.optional_text("replaced_revision"));
  proposed.replaced_revision = revision.value_or("");
  HIGHWATER_TRY(const JsonObject measured, object.object("measured"));
  HIGHWATER_TRY_VOID(read_measured(measured, proposed));
  HIGHWATER_TRY(const JsonObject baseline, object.object("baseline"));
  HIGHWATER_TRY(const std::string scenario, baseline.text("scenario"));
  if (const std::string problem = path_name_problem(scenario, Segments::kMany); !problem.empty())
    return baseline.complain("scenario", problem);
  HIGHWATER_TRY(proposed.baseline, read_baseline(baseline, {.profile = profile, .scenario = scenario}));
  if (proposed.baseline.digest.empty() || proposed.baseline.digest != digest_of(proposed.baseline))
    return baseline.complain("digest", "the numbers do not fit it: they were edited after they were measured",
                             "take the proposal as the check wrote it, or measure here: highwater update");
  return proposed;
}

}  // namespace

std::string suite_root(const std::string& baselines) {
  const std::string root = repository_root(baselines);
  return root.empty() ? fs::path(absolute_path(baselines)).parent_path().string() : root;
}

std::string suite_of(const std::string& baselines) {
  return fs::path(absolute_path(baselines)).lexically_relative(suite_root(baselines)).string();
}

std::string to_json(const Proposal& proposal) {
  Json baselines = Json::array();
  for (const ProposedBaseline& proposed : proposal.baselines)
    baselines.push_back({{"replaces", proposed.replaces ? Json(*proposed.replaces) : Json(nullptr)},
                         {"replaced_revision", text_or_null(proposed.replaced_revision)},
                         {"measured", measured_to_json(proposed)},
                         {"baseline", to_json_value(proposed.baseline)}});
  const Json json = {{"schema", kSchema},
                     {"suite", proposal.suite},
                     {"profile", proposal.profile},
                     {"revision", text_or_null(proposal.revision)},
                     {"proposals", std::move(baselines)},
                     {"notes", proposal.notes}};
  return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

Expected<Proposal> proposal_from_json(std::string_view text, const std::string& name) {
  HIGHWATER_TRY(const JsonDocument document, parse_json(text, name));
  HIGHWATER_TRY(const JsonObject root, JsonObject::root(document));
  HIGHWATER_TRY_VOID(root.check_schema(kSchema, "check again with this version of highwater"));
  HIGHWATER_TRY_VOID(root.only({"notes", "profile", "proposals", "revision", "schema", "suite"}));
  Proposal proposal;
  HIGHWATER_TRY(proposal.suite, root.text("suite"));
  HIGHWATER_TRY(proposal.profile, root.text("profile"));
  if (const std::string problem = path_name_problem(proposal.profile, Segments::kOne); !problem.empty())
    return root.complain("profile", problem);
  HIGHWATER_TRY(const std::optional<std::string> revision, root.optional_text("revision"));
  proposal.revision = revision.value_or("");
  HIGHWATER_TRY(proposal.notes, root.texts("notes"));
  HIGHWATER_TRY(const std::vector<JsonObject> objects, root.objects("proposals"));
  std::set<std::string> seen;
  for (const JsonObject& object : objects) {
    HIGHWATER_TRY(ProposedBaseline proposed, read_proposed(object, proposal.profile));
    if (!seen.insert(proposed.baseline.scenario).second)
      return root.complain("proposals", fmt::format("{} is there twice", proposed.baseline.scenario));
    proposal.baselines.push_back(std::move(proposed));
  }
  return proposal;
}

}  // namespace highwater
