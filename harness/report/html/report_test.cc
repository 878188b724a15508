// SPDX-License-Identifier: Apache-2.0
#include "report/html/report.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "baseline/baseline_example.h"
#include "report/check_example.h"
#include "report/html/page.h"
namespace highwater {
namespace {

using testing::HasSubstr;
using testing::Not;

constexpr char kHostile[] = "<img src=x onerror=alert(1)>\"'&";

SiteResult site(const std::string& function, std::int64_t peak) {
  SiteResult made{.peak_bytes = peak,
                  .peak_blocks = 1,
                  .retained_bytes = 0,
                  .retained_blocks = 0,
                  .allocated_bytes = peak,
                  .allocations = 1,
                  .frames = {}};
  made.frames.push_back(Frame{.function = function,
                              .file = "/src/a.cc",
                              .line = 31,
                              .module = "/bin/app",
                              .offset = 1,
                              .inlined = false});
  made.frames.push_back(Frame{.function = "main",
                              .file = "/src/main.cc",
                              .line = 7,
                              .module = "/bin/app",
                              .offset = 2,
                              .inlined = false});
  return made;
}

CheckOutcome outcome(const std::string& scenario, std::int64_t peak, bool with_sites) {
  CheckOutcome made;
  made.scenario = scenario;
  Measurement measurement;
  measurement.scenario = scenario;
  measurement.command = {"./app"};
  measurement.end.code = 0;
  measurement.metrics = {.peak_bytes = peak,
                         .retained_bytes = 0,
                         .retained_blocks = 0,
                         .allocated_bytes = peak,
                         .allocations = 1,
                         .peak_rss_bytes = {}};
  measurement.peak_upper_bytes = peak;
  measurement.context.profile = "linux-x86_64";
  measurement.timeline = {.step_bytes = 1, .points = {{0, 0, 0}, {10, peak, 1}}, .marks = {}};
  measurement.has_sites = with_sites;
  if (with_sites) measurement.sites = {site("grow", peak)};
  made.measurement = std::move(measurement);
  Baseline baseline;
  baseline.scenario = scenario;
  baseline.profile = "linux-x86_64";
  for (const Metric metric : kCountedMetrics)
    baseline.metrics[metric] = {.value = is_bytes(metric) && metric != Metric::kRetainedBytes ? 10'000 : 0,
                                .tolerance = {.absolute = 1024, .relative = 0},
                                .limit = {}};
  baseline.sites = largest_sites_of({site("grow", 10'000)});
  made.baseline = std::move(baseline);
  judge(made);
  return made;
}

std::string page_of(std::vector<CheckOutcome> outcomes, Improvements improvements = Improvements::kReport) {
  CheckReport report;
  report.outcomes = std::move(outcomes);
  return render_html(report, improvements);
}

TEST(Html, NothingComesFromOutside) {
  const std::string page = page_of({outcome("a/b", 50'000, true)});
  for (const char* outside : {"http:", "https:", "src=", "@import", "url("})
    EXPECT_THAT(page, Not(HasSubstr(outside))) << outside;
  EXPECT_THAT(page, HasSubstr("default-src 'none'"));
}

TEST(Html, ThereIsOneScriptAndThePolicyNamesIt) {
  const std::string page = page_of({});
  const std::size_t start = page.find("<script>") + 8;
  EXPECT_THAT(page, HasSubstr(std::string("script-src 'sha256-") + kHtmlScriptHash + "'"));
  EXPECT_EQ(page.find("<script", start), std::string::npos);
}

TEST(Html, FailuresComeFirstAndAreOpen) {
  const std::string page = page_of({outcome("a/good", 10'000, false), outcome("b/bad", 50'000, true)});
  EXPECT_THAT(page, HasSubstr("1 of 2 checks failed"));
  EXPECT_LT(page.find("data-s=\"b/bad\""), page.find("data-s=\"a/good\""));
  EXPECT_THAT(page, HasSubstr("<details class=\"sc\" data-s=\"b/bad\" open>"));
  EXPECT_THAT(page, HasSubstr("<details class=\"sc\" data-s=\"a/good\">"));
}

TEST(Html, AllWithinLimitsSaysSo) {
  EXPECT_THAT(page_of({outcome("a/b", 10'000, false), outcome("a/c", 10'000, false)}),
              HasSubstr("All 2 checks are within their limits"));
  EXPECT_THAT(page_of({outcome("a/b", 10'000, false)}), HasSubstr("The check is within its limits"));
  EXPECT_THAT(page_of({}), HasSubstr("Nothing was checked"));
}

TEST(Html, AFailureNamesWhatGrew) {
  const std::string page = page_of({outcome("a/b", 50'000, true)});
  EXPECT_THAT(page, HasSubstr("<b>grow</b> grew +39.06 KiB"));
  EXPECT_THAT(page, HasSubstr("Peak: where +39.06 KiB come from"));
  EXPECT_THAT(page, HasSubstr("<td class=\"place\">a.cc:31</td>"));
  EXPECT_THAT(page, HasSubstr("highwater update a/b --reason"));
  EXPECT_THAT(page, HasSubstr("Peak against the baseline"));
}

TEST(Html, ASummaryRowLeadsToThePage) {
  const std::string page = page_of({outcome("a/b", 50'000, true)});
  EXPECT_THAT(page, HasSubstr("<a href=\"#scenario/a/b@linux-x86_64/counting\">a/b</a>"));
  EXPECT_THAT(page, HasSubstr("<section id=\"scenario/a/b@linux-x86_64/counting\" class=\"res\""));
}

TEST(Html, TheSameScenarioOfTwoRunsHasTwoAnchorsOnOnePage) {
  const std::string page = page_of({outcome("a/b", 10'000, false), outcome("a/b", 10'000, false)});
  EXPECT_THAT(page, HasSubstr("id=\"scenario/a/b@linux-x86_64/counting\""));
  EXPECT_THAT(page, HasSubstr("id=\"scenario/a/b@linux-x86_64/counting/2\""));
  EXPECT_THAT(page, HasSubstr("2 results of 1 scenario on linux-x86_64"));
}

TEST(Html, NoNameBecomesMarkup) {
  CheckOutcome bad = outcome(kHostile, 50'000, true);
  bad.measurement->sites = {site(kHostile, 50'000)};
  bad.measurement->warnings = {kHostile};
  bad.measurement->command = {kHostile};
  bad.measurement->context.profile = kHostile;
  bad.measurement->context.compiler = kHostile;
  bad.measurement->children = {{.pid = 1, .command = kHostile, .metrics = {}}};
  bad.measurement->timeline.marks = {{.kind = MarkKind::kEnter, .region = kHostile, .number = 1, .at = {}}};
  bad.baseline->profile = kHostile;
  bad.notes = {kHostile};
  judge(bad);
  CheckOutcome failed;
  failed.scenario = kHostile;
  failed.error = Error{ExitStatus::kScenario, kHostile, kHostile};
  failed.output = kHostile;
  const std::string page = page_of({bad, failed});
  EXPECT_THAT(page, Not(HasSubstr("<img")));
  EXPECT_THAT(page, Not(HasSubstr("onerror=alert(1)>")));
}

TEST(Html, AnErrorIsShownWithWhatTheScenarioPrinted) {
  CheckOutcome failed;
  failed.scenario = "a/b";
  failed.error =
      Error{ExitStatus::kScenario, "a/b (counting): the scenario failed: exit code 3", "run it by hand"};
  failed.output = "cannot open x\n";
  const std::string page = page_of({failed});
  EXPECT_THAT(page, HasSubstr("Scenario failed"));
  EXPECT_THAT(page, HasSubstr("run it by hand"));
  EXPECT_THAT(page, HasSubstr("cannot open x"));
}

TEST(Html, NoLineOfAProgramsIsACommandToACiSystem) {
  EXPECT_FALSE(has_command(page_of(hostile_report().outcomes)));
}

TEST(Html, AnImprovementFailsOnlyWhenStrict) {
  EXPECT_THAT(page_of({outcome("a/b", 1'000, false)}), HasSubstr("within its limits"));
  EXPECT_THAT(page_of({outcome("a/b", 1'000, false)}, Improvements::kFail),
              HasSubstr("1 of 1 checks failed"));
}

TEST(Html, AMeasurementThatWasHeldToNothingIsNoPass) {
  CheckOutcome plain = outcome("a/b", 10'000, true);
  plain.baseline.reset();
  plain.comparison.reset();
  const std::string page = page_of({plain});
  EXPECT_THAT(page, HasSubstr("Not checked"));
  EXPECT_THAT(page, HasSubstr("not held to any baseline"));
}

TEST(Html, EveryTagThatIsOpenedIsClosed) {
  const std::string page =
      page_of({outcome("a/b", 50'000, true), outcome("a/c", 10'000, false), outcome("a/d", 1'000, true)});
  const auto count = [&](const std::string& what) {
    std::size_t found = 0;
    for (std::size_t at = page.find(what); at != std::string::npos; at = page.find(what, at + 1)) ++found;
    return found;
  };
  for (const char* tag :
       {"section", "details", "figure", "table", "tbody", "tr", "div", "svg", "main", "ul", "dl"}) {
    const std::string name = tag;
    EXPECT_EQ(count("<" + name + ">") + count("<" + name + " "), count("</" + name + ">")) << name;
  }
  EXPECT_EQ(count("<i "), count("</i>"));
}

TEST(Html, IdsAreThereOnce) {
  const std::string page = page_of({outcome("a/b", 50'000, true), outcome("a/c", 10'000, false)});
  std::vector<std::string> ids;
  for (std::size_t at = page.find(" id=\""); at != std::string::npos; at = page.find(" id=\"", at + 1))
    ids.push_back(page.substr(at + 5, page.find('"', at + 5) - at - 5));
  std::sort(ids.begin(), ids.end());
  EXPECT_EQ(std::adjacent_find(ids.begin(), ids.end()), ids.end());
}

TEST(Html, ATrendStandsOnItsScenariosPage) {
  HtmlReport html(Improvements::kReport, 1);
  html.add(0, outcome("a/b", 10'000, false), "<figure>the trend</figure>");
  std::string page;
  for (const std::string& piece : html.take_page()) page += piece;
  EXPECT_THAT(page, HasSubstr("<figure>the trend</figure>"));
}

std::ptrdiff_t occurrences(const std::string& page, const std::string& text) {
  std::ptrdiff_t count = 0;
  for (std::size_t at = page.find(text); at != std::string::npos; at = page.find(text, at + 1)) ++count;
  return count;
}

// 300 passes with 2 failures, and more failures than are shown with their sites.
TEST(Html, OfHundredsPassesAreShownInShortAndFailuresWhole) {
  std::vector<CheckOutcome> outcomes(300, outcome("a/good", 10'000, true));
  outcomes.push_back(outcome("b/bad", 50'000, true));
  outcomes.push_back(outcome("b/worse", 60'000, true));
  const std::string page = page_of(outcomes);
  EXPECT_EQ(occurrences(page, "<b>Peak against the baseline</b>"), 2);
  EXPECT_EQ(occurrences(page, "No flame graphs and no call sites"), 300);
  EXPECT_EQ(occurrences(page, "<figure class=\"tl\">"), 302);
  EXPECT_EQ(occurrences(page, "command ./app"), 300);  // the context, in a line
}

TEST(Html, OfHundredsOfFailuresTheWorstHaveTheirSites) {
  std::vector<CheckOutcome> outcomes;
  for (int i = 0; i < 301; ++i) outcomes.push_back(outcome("f/" + std::to_string(i), 50'000 + i, true));
  const std::string page = page_of(outcomes);
  EXPECT_EQ(occurrences(page, "<b>Peak against the baseline</b>"), 100);
  EXPECT_EQ(occurrences(page, "Peak: where "), 301);  // what grew, all the same
  const std::size_t worst = page.find("data-s=\"f/300\"", page.find("<h2>Scenarios"));
  EXPECT_LT(page.find("Peak against the baseline", worst), page.find("data-s=\"f/299\"", worst));
}

TEST(Html, TheSummaryShowsAHundredRowsAndTheOthersOnRequest) {
  const auto made = [](int count) {
    std::vector<CheckOutcome> outcomes(static_cast<std::size_t>(count), outcome("a/b", 10'000, false));
    return page_of(outcomes);
  };
  EXPECT_THAT(made(100), Not(HasSubstr("class=\"more\"")));
  const std::string page = made(103);
  EXPECT_THAT(page, HasSubstr("<summary>The 3 other results</summary>"));
  EXPECT_EQ(occurrences(page.substr(page.find("class=\"more\"")), "<tr data-s="), 3);
  EXPECT_EQ(occurrences(page, "<tr data-s="), 103);
}

}  // namespace
}  // namespace highwater
