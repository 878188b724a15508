// SPDX-License-Identifier: Apache-2.0
#include "report/text/trend.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/bytes.h"
#include "base/date.h"
#include "base/terminal.h"
#include "report/metric_words.h"
#include "report/text/trend_rows.h"

namespace highwater {
namespace {

std::string many(std::int64_t count, const char* one, const char* more) {
  return fmt::format("{} {}", format_count(count), count == 1 ? one : more);
}

std::string accepted_changes(std::int64_t count) {
  return many(count, "accepted change", "accepted changes");
}

std::string days(std::int64_t count) {
  return many(count, "day", "days");
}

std::string metric_of(Metric metric, std::optional<ProbeKind> probe) {
  return probe ? fmt::format("{} ({})", name_of(metric), name_of(*probe)) : std::string(name_of(metric));
}

// "+31 % in 12 accepted changes (peak_bytes 100,000 -> 131,000), 2025-01-05 to 2026-01-05".
std::string headline(const ScenarioTrend& trend) {
  std::string text =
      trend.accepted_changes == 0 ? "no accepted change" : accepted_changes(trend.accepted_changes);
  if (const Creep* creep = headline_of(trend))
    text = fmt::format("{} in {} ({} {} -> {})", short_percent(creep->first, creep->last),
                       accepted_changes(creep->changes), name_of(creep->metric), format_count(creep->first),
                       format_count(creep->last));
  if (trend.steps.empty()) return text;
  const auto [first, last] =
      std::minmax_element(trend.steps.begin(), trend.steps.end(),
                          [](const TrendStep& a, const TrendStep& b) { return a.time < b.time; });
  text += ", " + format_date(first->time);
  if (format_date(first->time) != format_date(last->time)) text += " to " + format_date(last->time);
  return text;
}

class ScenarioText {
 public:
  ScenarioText(const ScenarioTrend& trend, bool color) : trend_(trend), color_(color) {}

  std::string render() {
    text_ =
        fmt::format("{}  {}\n", paint(printable(trend_.scenario), Color::kBold, color_), headline(trend_));
    text_ += render_trend_steps(trend_, color_);
    for (const Creep& creep : trend_.creeps) add_creep(creep);
    for (const LooseTerm& term : trend_.loose) add_loose(term);
    add_age();
    for (const MeasuredTrend& measured : trend_.measured) add_measured(measured);
    add_state();
    return text_;
  }

 private:
  void add(const std::string& line) { text_ += "  " + line + "\n"; }
  void warn(const char* word, const std::string& line) {
    add(fmt::format("{} {}", paint(word, Color::kYellow, color_), line));
  }

  void add_creep(const Creep& creep) {
    const std::string sum = fmt::format("{}: {} -> {}, {} in {} ({} up, {} down)", name_of(creep.metric),
                                        format_count(creep.first), format_count(creep.last),
                                        short_percent(creep.first, creep.last),
                                        accepted_changes(creep.changes), creep.raised, creep.lowered);
    if (!creep.creeping) {
      add(sum);
    } else {
      warn("creep:", fmt::format("{}, none of them above +{}.{:02} %", sum, *creep.largest_raise / 100,
                                 *creep.largest_raise % 100));
    }
  }

  void add_loose(const LooseTerm& term) {
    warn("too loose:",
         fmt::format("{}: the {} {}, {} above the number, {} (highest so far {})",
                     metric_of(term.metric, term.probe),
                     term.term == Term::kLimit ? "hard limit is" : "tolerance allows up to",
                     format_count(term.allowed),
                     is_bytes(term.metric) ? format_bytes(difference_of(term.value, term.allowed))
                                           : format_count(difference_of(term.value, term.allowed)),
                     format_count(term.value), format_count(term.highest)));
  }

  void add_age() {
    if (trend_.stale) warn("stale:", "not touched for " + days(trend_.untouched_days));
    if (!trend_.has_scenario) {
      if (trend_.problem != kDeleted) warn("orphan:", "the manifest has no such scenario");
      return;
    }
    if (!trend_.unmeasured) return;
    warn("not measured for long:",
         trend_.unmeasured_days ? fmt::format("the last result is {} old", days(*trend_.unmeasured_days))
                                : "there is no result");
  }

  void add_measured(const MeasuredTrend& measured) {
    std::vector<std::string> moved;
    for (const MeasuredTrend::Number& number : measured.numbers)
      if (number.now != number.baseline)
        moved.push_back(fmt::format("{} {} ({})", name_of(number.metric), format_count(number.now),
                                    format_percent_change(number.baseline, number.now)));
    std::string what = moved.empty() ? "as accepted" : fmt::format("{}", fmt::join(moved, ", "));
    if (!measured.last.numbers) {
      what = printable(measured.last.problem);
    } else if (measured.numbers.empty()) {
      what = "nothing to compare it with";
    }
    add(fmt::format("last result ({}), {} old: {}", name_of(measured.last.probe), days(measured.days), what));
  }

  void add_state() {
    if (trend_.uncommitted)
      warn("not committed:", trend_.problem == kNotCommitted ? "no commit has the file"
                                                             : "the file says something else than git has");
    if (trend_.unreadable == 1) warn("unreadable:", "1 revision hides what it changed");
    if (trend_.unreadable > 1)
      warn("unreadable:",
           fmt::format("{} revisions hide what they changed", format_count(trend_.unreadable)));
  }

  const ScenarioTrend& trend_;
  bool color_;
  std::string text_;
};

template <typename Predicate>
void count(std::vector<std::string>& words, const Trend& trend, const char* word, Predicate applies) {
  const auto number = std::count_if(trend.scenarios.begin(), trend.scenarios.end(), applies);
  if (number > 0) words.push_back(fmt::format("{} {}", format_count(number), word));
}

std::string summary(const Trend& trend) {
  std::int64_t changes = 0;
  for (const ScenarioTrend& scenario : trend.scenarios) changes += scenario.accepted_changes;
  std::vector<std::string> words = {accepted_changes(changes)};
  count(words, trend, "creeping", [](const ScenarioTrend& scenario) {
    return std::any_of(scenario.creeps.begin(), scenario.creeps.end(),
                       [](const Creep& creep) { return creep.creeping; });
  });
  count(words, trend, "too loose", [](const ScenarioTrend& scenario) { return !scenario.loose.empty(); });
  count(words, trend, "stale", [](const ScenarioTrend& scenario) { return scenario.stale; });
  count(words, trend, "not measured for long",
        [](const ScenarioTrend& scenario) { return scenario.unmeasured; });
  return fmt::format("{}{}: {}\n",
                     many(static_cast<std::int64_t>(trend.scenarios.size()), "baseline", "baselines"),
                     trend.since.empty() ? "" : " since " + printable(trend.since), fmt::join(words, ", "));
}

}  // namespace

std::string render_trend(const Trend& trend, bool color) {
  std::string text;
  for (const ScenarioTrend& scenario : trend.scenarios) text += ScenarioText(scenario, color).render() + "\n";
  if (trend.shallow)
    text +=
        paint("note:", Color::kYellow, color) +
        " this is a shallow clone: the history is cut, and its first commit seems to have made everything\n"
        "      (git fetch --unshallow brings the rest)\n";
  return text + summary(trend);
}

}  // namespace highwater
