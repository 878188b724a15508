// SPDX-License-Identifier: Apache-2.0
// Stops at the first mistake, in the order in which the documentation has the keys.
#include "suite/waiver_reader.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

#include "base/date.h"
#include "base/json_amount.h"
#include "base/path_name.h"
#include "base/suggest.h"
#include "base/terminal.h"

namespace highwater {
namespace {

// What a sentence may be long in a review; a log does not belong here.
constexpr std::size_t kMostCharacters = 1000;

template <std::size_t size>
Expected<std::string> one_of(const JsonObject& object, const std::string& key,
                             const char* const (&names)[size]) {
  HIGHWATER_TRY(std::string name, object.text(key));
  const std::vector<std::string> known(std::begin(names), std::end(names));
  if (std::find(known.begin(), known.end(), name) == known.end())
    return object.complain(key, fmt::format("unknown {} \"{}\"", key, printable(name)),
                           known_names_hint(name, known));
  return name;
}

// One line that a person wrote: it is shown in terminals and in reviews.
Expected<std::string> sentence(const JsonObject& object, const std::string& key, const char* example) {
  HIGHWATER_TRY(std::string text, object.text(key));
  if (text.find_first_not_of(' ') == std::string::npos)
    return object.complain(key, "empty", fmt::format("say it for the reviewer: {}", example));
  if (text.size() > kMostCharacters)
    return object.complain(key,
                           fmt::format("{} bytes long, expected at most {}", text.size(), kMostCharacters));
  if (printable(text) != text)
    return object.complain(key, "control characters and broken UTF-8 are not allowed",
                           "one line of plain text");
  return text;
}

// Net of a region's start these may be negative; nothing else can be.
bool may_be_negative(const std::string& metric) {
  return metric != "peak_bytes" && metric != "allocated_bytes" && metric != "allocations";
}

}  // namespace

Expected<Waiver> read_waiver(const JsonObject& object) {
  HIGHWATER_TRY_VOID(
      object.only({"scenario", "metric", "profile", "probe", "ceiling", "expires", "issue", "reason"}));
  Waiver waiver;
  HIGHWATER_TRY(waiver.scenario, object.text("scenario"));
  HIGHWATER_TRY(waiver.metric, one_of(object, "metric", kMetricNames));
  HIGHWATER_TRY(waiver.profile, object.optional_text("profile"));
  if (waiver.profile)
    if (const std::string problem = path_name_problem(*waiver.profile, Segments::kOne); !problem.empty())
      return object.complain("profile", problem,
                             "the key of a platform, such as \"linux-x86_64-gnu12-release\"");
  if (object.has("probe")) {
    HIGHWATER_TRY(waiver.probe, one_of(object, "probe", kProbeNames));
  }
  HIGHWATER_TRY(waiver.ceiling, read_amount(object, "ceiling", counted_in(waiver.metric)));
  if (waiver.ceiling < 0 && !may_be_negative(waiver.metric))
    return object.complain("ceiling", fmt::format("expected 0 or more, found {}", waiver.ceiling));
  HIGHWATER_TRY(waiver.expires, object.text("expires"));
  if (!parse_date(waiver.expires))
    return object.complain("expires", fmt::format("\"{}\" is no date", printable(waiver.expires)),
                           "the last day on which it holds, as \"2027-01-31\"");
  HIGHWATER_TRY(waiver.issue, sentence(object, "issue", "where the work on it is followed"));
  HIGHWATER_TRY(waiver.reason, sentence(object, "reason", "why the regression is let through for now"));
  return waiver;
}

Json to_json_value(const Waiver& waiver) {
  Json json;
  json["scenario"] = waiver.scenario;
  json["metric"] = waiver.metric;
  if (waiver.profile) json["profile"] = *waiver.profile;
  if (waiver.probe) json["probe"] = *waiver.probe;
  json["ceiling"] = waiver.ceiling;
  json["expires"] = waiver.expires;
  json["issue"] = waiver.issue;
  json["reason"] = waiver.reason;
  return json;
}

}  // namespace highwater
