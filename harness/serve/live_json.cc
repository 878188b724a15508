// SPDX-License-Identifier: Apache-2.0
#include "serve/live_json.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>

#include "base/terminal.h"
#include "result/call_chain.h"

namespace highwater {
namespace {

using OrderedJson = nlohmann::ordered_json;

constexpr std::size_t kShownCallers = 6;

// Names of a foreign program may be no UTF-8.
std::string one_line(const OrderedJson& json) {
  return json.dump(-1, ' ', false, OrderedJson::error_handler_t::replace);
}

OrderedJson milliseconds_or_null(const std::optional<std::chrono::milliseconds>& time) {
  return time ? OrderedJson(time->count()) : OrderedJson();
}

OrderedJson end_json(const ScenarioEnd& end) {
  OrderedJson json = OrderedJson::object();
  if (end.code) json["code"] = *end.code;
  if (end.signal) json["signal"] = *end.signal;
  if (end.timed_out) json["timed_out"] = true;
  return json;
}

OrderedJson json_of(const LiveNumbers& numbers) {
  const RecordingState& recording = numbers.recording;
  return {{"pid", numbers.pid},
          {"elapsed_ms", numbers.elapsed.count()},
          {"live_bytes", numbers.live_bytes},
          {"live_blocks", numbers.live_blocks},
          {"peak_bytes", numbers.peak_bytes},
          {"peak_upper_bytes", numbers.peak_upper_bytes},
          {"allocated_bytes", numbers.allocated_bytes},
          {"allocations", numbers.allocations},
          {"recording",
           {{"on", recording.on},
            {"window", recording.window},
            {"started_ms", milliseconds_or_null(recording.started)},
            {"stopped_ms", milliseconds_or_null(recording.stopped)}}},
          {"end", numbers.end ? end_json(*numbers.end) : OrderedJson()}};
}

struct SiteRow {
  CallChain chain;
  std::string place;
  SiteResult sum;  // without frames
};

// Sites that differ in lines and addresses alone are one row.
std::vector<SiteRow> rows_of(const std::vector<SiteResult>& sites) {
  ChainReader reader;
  std::map<CallChain, SiteRow> rows;
  for (const SiteResult& site : sites) {
    CallChain chain = reader.chain_of(site);
    SiteRow& row = rows[chain];
    if (row.chain.empty()) {
      const Frame& first = reader.first_of(site);
      row.chain = std::move(chain);
      row.place = file_name_of(first.file);
      if (!row.place.empty() && first.line > 0) row.place += fmt::format(":{}", first.line);
    }
    row.sum.peak_bytes += site.peak_bytes;
    row.sum.retained_bytes += site.retained_bytes;
    row.sum.retained_blocks += site.retained_blocks;
    row.sum.allocated_bytes += site.allocated_bytes;
    row.sum.allocations += site.allocations;
  }
  std::vector<SiteRow> sorted;
  for (auto& [chain, row] : rows) sorted.push_back(std::move(row));
  std::stable_sort(sorted.begin(), sorted.end(), [](const SiteRow& a, const SiteRow& b) {
    return std::pair(a.sum.retained_bytes, a.sum.peak_bytes) >
           std::pair(b.sum.retained_bytes, b.sum.peak_bytes);
  });
  return sorted;
}

OrderedJson json_of(const SiteRow& row) {
  OrderedJson via = OrderedJson::array();
  for (std::size_t i = 1; i < std::min(row.chain.size(), kShownCallers + 1); ++i)
    via.push_back(printable(row.chain[i]));
  return {{"function", printable(row.chain.front())},
          {"place", printable(row.place)},
          {"via", std::move(via)},
          {"live_bytes", row.sum.retained_bytes},
          {"live_blocks", row.sum.retained_blocks},
          {"peak_bytes", row.sum.peak_bytes},
          {"allocated_bytes", row.sum.allocated_bytes},
          {"allocations", row.sum.allocations}};
}

OrderedJson json_of(const LiveMark& mark) {
  return {{"elapsed_ms", mark.elapsed_ms}, {"name", printable(mark.name)}};
}

}  // namespace

std::string numbers_json(const LiveNumbers& numbers) {
  return one_line(json_of(numbers));
}

std::string sites_json(const Measurement& measurement) {
  const std::vector<SiteRow> rows = rows_of(measurement.sites);
  OrderedJson shown = OrderedJson::array();
  std::int64_t rest = measurement.metrics.retained_bytes;
  for (std::size_t i = 0; i < std::min(rows.size(), kMostSiteRows); ++i) {
    shown.push_back(json_of(rows[i]));
    rest -= rows[i].sum.retained_bytes;
  }
  return one_line({{"rows", std::move(shown)},
                   {"others", rows.size() - std::min(rows.size(), kMostSiteRows)},
                   {"others_live_bytes", rest},
                   {"live_bytes", measurement.metrics.retained_bytes}});
}

std::string mark_json(const LiveMark& mark) {
  return one_line(json_of(mark));
}

std::string live_json(const LiveFacts& facts, const LiveNumbers& numbers, const LiveHistory& history,
                      const std::vector<LiveMark>& marks, const std::string& sites) {
  OrderedJson json = {{"command", facts.command}};
  json["limit"] =
      facts.limit ? OrderedJson{{"name", facts.limit->name}, {"bytes", facts.limit->bytes}} : OrderedJson();
  json["can_record"] = facts.can_record;
  json["can_snapshot"] = facts.can_snapshot;
  json["numbers"] = json_of(numbers);
  OrderedJson points = OrderedJson::array();
  for (const HistoryPoint& point : history.points())
    points.push_back({point.elapsed_ms, point.live_bytes, point.peak_bytes});
  json["history"] = std::move(points);
  OrderedJson all_marks = OrderedJson::array();
  for (const LiveMark& mark : marks) all_marks.push_back(json_of(mark));
  json["marks"] = std::move(all_marks);
  json["sites"] = sites.empty() ? OrderedJson() : OrderedJson::parse(sites);
  return one_line(json);
}

}  // namespace highwater
