// SPDX-License-Identifier: Apache-2.0
#include "compare/outcome_json.h"

#include <fmt/format.h>

#include "base/date.h"
#include "baseline/baseline_value.h"
#include "result/json_layout.h"
#include "result/measurement_value.h"
#include "suite/waiver_reader.h"

namespace highwater {
namespace {

constexpr std::int64_t kSchema = 1;  // the result file's

Json optional_text(const std::optional<std::string>& text) {
  return text ? Json(*text) : Json(nullptr);
}

Json error_to_json(const Error& error) {
  Json json;
  json["exit_code"] = static_cast<int>(error.status);
  json["what"] = error.what;
  json["hint"] = error.hint;
  return json;
}

// For readers other than this one, which compares again.
Json scaling_to_json(const std::vector<ScalingComparison>& scaling) {
  Json json = Json::array();
  for (const ScalingComparison& compared : scaling) {
    Json item;
    item["metric"] = name_of(compared.metric);
    item["model"] = class_of(compared.now);
    item["coefficient"] = compared.now.coefficient;
    item["offset"] = compared.now.offset;
    item["worst_residual"] = compared.now.worst_residual;
    item["worst_per_size"] = compared.now.worst_per_size;
    item["verdict"] = name_of(compared.verdict);
    item["text"] = describe(compared);
    json.push_back(std::move(item));
  }
  return json;
}

Json waivers_to_json(const std::vector<Waiver>& waivers) {
  Json json = Json::array();
  for (const Waiver& waiver : waivers) json.push_back(to_json_value(waiver));
  return json;
}

Json shard_to_json(const ShardRecord& record) {
  Json json;
  json["index"] = record.shard.index;
  json["count"] = record.shard.count;
  json["profile"] = record.profile;
  json["probe"] = record.probe;
  json["plan"] = record.plan;
  json["checks"] = record.checks;
  return json;
}

Json check_to_json(const CheckOutcome& outcome) {
  Json json;
  json["region"] = optional_text(outcome.region);
  json["payload_bytes"] = outcome.payload_bytes ? Json(*outcome.payload_bytes) : Json(nullptr);
  json["error"] = outcome.error ? error_to_json(*outcome.error) : Json(nullptr);
  json["output"] = outcome.output;
  json["notes"] = outcome.notes;
  if (outcome.comparison && !outcome.comparison->scaling.empty())
    json["scaling"] = scaling_to_json(outcome.comparison->scaling);
  if (outcome.today != 0) json["date"] = format_date(outcome.today);
  if (!outcome.waivers.empty()) json["waivers"] = waivers_to_json(outcome.waivers);
  json["elapsed_ms"] = outcome.elapsed.count();
  if (outcome.shard) json["shard"] = shard_to_json(*outcome.shard);
  json["baseline"] = outcome.baseline ? to_json_value(*outcome.baseline) : Json(nullptr);
  return json;
}

Expected<Error> read_error(const JsonObject& object) {
  Error error;
  HIGHWATER_TRY(const std::int64_t code, object.integer("exit_code"));
  const std::optional<ExitStatus> status = exit_status_of(code);
  if (!status || *status == ExitStatus::kOk)
    return object.complain("exit_code", fmt::format("expected the exit code of a failure, found {}", code));
  error.status = *status;
  HIGHWATER_TRY(error.what, object.text("what"));
  HIGHWATER_TRY(error.hint, object.text("hint"));
  return error;
}

// The baseline says itself which one it is; of which scenario it must be is known.
Expected<Baseline> read_embedded_baseline(const JsonObject& object, const std::string& scenario) {
  HIGHWATER_TRY(const std::string profile, object.text("profile"));
  return read_baseline(object, {.profile = profile, .scenario = scenario});
}

// A waiver that was judged without a date would hold for ever.
Expected<void> read_waivers(const JsonObject& object, CheckOutcome& outcome) {
  HIGHWATER_TRY(const std::optional<std::string> date, object.optional_text("date"));
  const std::optional<std::int64_t> today = date ? parse_date(*date) : std::nullopt;
  if (date && !today) return object.complain("date", "expected a date, such as \"2027-01-31\"");
  outcome.today = today.value_or(0);
  if (!object.has("waivers")) return {};
  if (!today) return object.complain("date", "missing, and there are waivers");
  HIGHWATER_TRY(const std::vector<JsonObject> waivers, object.objects("waivers"));
  for (const JsonObject& one : waivers) {
    HIGHWATER_TRY(Waiver waiver, read_waiver(one));
    outcome.waivers.push_back(std::move(waiver));
  }
  return {};
}

Expected<ShardRecord> read_shard(const JsonObject& object) {
  ShardRecord record;
  HIGHWATER_TRY(const std::int64_t index, object.integer("index"));
  HIGHWATER_TRY(const std::int64_t count, object.integer("count"));
  HIGHWATER_TRY(record.profile, object.text("profile"));
  HIGHWATER_TRY(record.probe, object.text("probe"));
  HIGHWATER_TRY(record.plan, object.text("plan"));
  HIGHWATER_TRY(record.checks, object.integer("checks"));
  const Expected<Shard> shard = parse_shard(fmt::format("{}/{}", index, count));
  if (!shard) return object.complain("index", shard.error().what);
  record.shard = *shard;
  return record;
}

Expected<void> read_check(const JsonObject& object, CheckOutcome& outcome) {
  HIGHWATER_TRY(outcome.region, object.optional_text("region"));
  HIGHWATER_TRY(outcome.payload_bytes, object.optional_integer("payload_bytes"));
  HIGHWATER_TRY(const std::optional<JsonObject> error, object.optional_object("error"));
  if (error) {
    HIGHWATER_TRY(outcome.error, read_error(*error));
  }
  HIGHWATER_TRY(outcome.output, object.text("output"));
  HIGHWATER_TRY(outcome.notes, object.texts("notes"));
  HIGHWATER_TRY_VOID(read_waivers(object, outcome));
  HIGHWATER_TRY(const std::int64_t elapsed, object.integer("elapsed_ms"));
  outcome.elapsed = std::chrono::milliseconds(elapsed);
  HIGHWATER_TRY(const std::optional<JsonObject> shard, object.optional_object("shard"));
  if (shard) {
    HIGHWATER_TRY(outcome.shard, read_shard(*shard));
  }
  HIGHWATER_TRY(const std::optional<JsonObject> baseline, object.optional_object("baseline"));
  if (baseline) {
    HIGHWATER_TRY(outcome.baseline, read_embedded_baseline(*baseline, outcome.scenario));
  }
  return {};
}

Expected<CheckOutcome> read_plain(const JsonObject& root) {
  CheckOutcome outcome;
  HIGHWATER_TRY(outcome.measurement, read_measurement(root));
  outcome.scenario = outcome.measurement->scenario;
  outcome.probe = outcome.measurement->probe;
  return outcome;
}

// Without a measurement there must be a reason for it.
Expected<CheckOutcome> read_unmeasured(const JsonObject& root, const JsonObject& check) {
  HIGHWATER_TRY_VOID(root.check_schema(kSchema, "measure again: a result is made anew by every run"));
  CheckOutcome outcome;
  HIGHWATER_TRY(outcome.scenario, root.text("scenario"));
  HIGHWATER_TRY(const std::string probe, root.text("probe"));
  const std::optional<ProbeKind> kind = probe_named(probe);
  if (!kind) return root.complain("probe", "expected \"counting\" or \"massif\"");
  outcome.probe = *kind;
  HIGHWATER_TRY_VOID(read_check(check, outcome));
  if (!outcome.error) return root.complain("metrics", "missing, and no error says why");
  return outcome;
}

}  // namespace

std::string to_json(const CheckOutcome& outcome) {
  Json json;
  if (outcome.measurement) {
    json = to_json_value(*outcome.measurement);
  } else {
    json["schema"] = kSchema;
    json["scenario"] = outcome.scenario;
    json["probe"] = name_of(outcome.probe);
  }
  if (is_checked(outcome)) json["check"] = check_to_json(outcome);
  return lay_out(json) + "\n";
}

Expected<CheckOutcome> outcome_from_json(std::string_view text, const std::string& name) {
  HIGHWATER_TRY(const JsonDocument document, parse_json(text, name));
  HIGHWATER_TRY(const JsonObject root, JsonObject::root(document));
  HIGHWATER_TRY(const std::optional<JsonObject> check, root.optional_object("check"));
  if (check && !root.has("metrics")) return read_unmeasured(root, *check);
  HIGHWATER_TRY(CheckOutcome outcome, read_plain(root));
  if (check) {
    HIGHWATER_TRY_VOID(read_check(*check, outcome));
    judge(outcome);
  }
  return outcome;
}

}  // namespace highwater
