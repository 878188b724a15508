// SPDX-License-Identifier: Apache-2.0
#include "report/ci/github_annotations.h"

#include <fmt/format.h>

#include <filesystem>
#include <optional>
#include <set>
#include <string_view>
#include <vector>

#include "base/printable.h"
#include "report/check_words.h"
#include "report/metric_words.h"
#include "report/waiver_words.h"

namespace highwater {
namespace {

constexpr std::size_t kAnnotatedFunctions = 3;

// What the runner undoes. Everything after "::" is data; properties also end at ':' and ','.
std::string escaped(std::string_view text, bool property) {
  std::string result;
  for (const char c : text) {
    if (c == '%' || c == '\r' || c == '\n' || (property && (c == ':' || c == ','))) {
      result += fmt::format("%{:02X}", static_cast<int>(c));
    } else {
      result += c;
    }
  }
  return result;
}

std::string property(const char* name, const std::string& value) {
  return fmt::format("{}={}", name, escaped(printable(value), true));
}

struct Place {
  std::string file;
  int line = 0;
};

// As the repository knows the file; none where it is somewhere else.
std::optional<std::string> path_in_repository(const std::string& file, const std::string& source_root) {
  if (file.empty()) return std::nullopt;
  std::filesystem::path path = std::filesystem::path(file).lexically_normal();
  if (!source_root.empty() && path.is_absolute())
    path = path.lexically_relative(std::filesystem::path(source_root + "/").lexically_normal());
  if (path.empty() || path.begin()->string() == "..") return std::nullopt;
  return path.string();
}

// The first that grew in code of the repository: a library's code is not there to be marked.
std::optional<Place> place_of(const std::vector<Explanation>& explanations, const std::string& source_root) {
  for (const Explanation& explanation : explanations)
    for (const SiteDifference& site : explanation.sites) {
      if (site.difference() <= 0 || site.line <= 0) continue;
      if (std::optional<std::string> file = path_in_repository(site.file, source_root))
        return Place{*std::move(file), site.line};
    }
  return std::nullopt;
}

std::string command(const char* level, const std::optional<Place>& place, const std::string& title,
                    const std::string& message) {
  std::vector<std::string> properties;
  if (place) {
    properties.push_back(property("file", place->file));
    properties.push_back(fmt::format("line={}", place->line));
  }
  properties.push_back(property("title", title));
  return fmt::format("::{} {}::{}\n", level, fmt::join(properties, ","),
                     escaped(printable(message, Newlines::kKeep), false));
}

std::string moved(const ScenarioIndex& index, const CheckOutcome& outcome, const char* level,
                  const std::string& source_root) {
  const std::vector<Explanation>& explanations = index.explanations_of(outcome);
  std::string message;
  for (const MetricComparison* compared : deciding_metrics(*outcome.comparison))
    message += (message.empty() ? "" : "\n") + describe_metric(*compared);
  for (const std::string& line : deciding_scaling(*outcome.comparison))
    message += (message.empty() ? "" : "\n") + line;
  for (const Explanation& explanation : explanations) {
    const SiteDifference* site = first_growing(explanation);
    if (site != nullptr)
      message += fmt::format("\n{} {} {}: {} {}", short_name_of(explanation.metric),
                             format_difference(explanation.metric, site->difference()), name_of(site->change),
                             chain_start(site->chain, kAnnotatedFunctions), describe_place(*site, ""));
  }
  for (const std::string& line : waiver_lines(outcome)) message += "\n" + line;
  for (const std::string& hint : outcome.hints) message += "\nhint: " + hint;
  return command(level, place_of(explanations, source_root),
                 fmt::format("memory {}: {}", verdict_of(outcome), outcome.scenario), message);
}

std::string error_command(const Error& error, const std::string& title) {
  return command("error", std::nullopt, title,
                 error.hint.empty() ? error.what : error.what + "\nhint: " + error.hint);
}

}  // namespace

std::string render_annotations(const CheckReport& report, Improvements improvements,
                               const std::string& source_root) {
  std::string text;
  const ScenarioIndex index(report);
  std::set<std::string> said;  // both probes of a scenario may say the same
  const auto add = [&](const std::string& line) {
    if (said.insert(line).second) text += line;
  };
  for (const CheckOutcome& outcome : report.outcomes) {
    const bool failing = fails(outcome, improvements);
    if (!failing && !is_waived(outcome)) continue;
    if (outcome.comparison) {
      add(moved(index, outcome, failing ? "error" : "warning", source_root));
    } else {
      add(error_command(reason_of(outcome),
                        fmt::format("memory {}: {}", verdict_of(outcome), outcome.scenario)));
    }
  }
  for (const Error& error : report.errors) add(error_command(error, "memory baselines"));
  return text;
}

}  // namespace highwater
