// SPDX-License-Identifier: Apache-2.0
#include "report/text/bisect.h"

#include <fmt/format.h>

#include "base/bytes.h"
#include "base/date.h"
#include "base/terminal.h"
#include "compare/gated_numbers.h"
#include "report/metric_words.h"
#include "report/review_rows.h"
#include "report/text/explanation.h"

namespace highwater {
namespace {

std::string step(Metric metric, std::int64_t from, std::int64_t to) {
  return fmt::format("{} -> {}, {}", format_count(from), format_count(to), format_change(metric, from, to));
}

}  // namespace

std::string render_bisected(const Bisected& found, bool color) {
  std::string text = fmt::format("{} {}\n  {}, {}\n", paint(found.commit, Color::kBold, color),
                                 printable(found.subject), printable(found.author), format_date(found.time));
  if (found.before && found.now)
    text += fmt::format("  {}: {} {}\n", printable(found.scenario), name_of(found.metric),
                        step(found.metric, *found.before, *found.now));
  text += fmt::format("  {}, {}; from good to bad {}, and bad is {} {}\n", name_of(found.probe),
                      describe_region(found.region), step(found.metric, found.good, found.bad),
                      found.bad < found.good ? "below" : "above", format_count(found.limit));
  if (found.explanation)
    text += render_explanations({*found.explanation}, {.color = color, .source_root = ""});
  for (const GrownSite& site : found.shrank)
    text += fmt::format("  shrank: {}\n", printable(describe_grown(site)));
  for (const std::string& note : found.notes)
    text += fmt::format("{} {}\n", paint("note:", Color::kYellow, color), printable(note));
  return text;
}

}  // namespace highwater
