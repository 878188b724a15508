// SPDX-License-Identifier: Apache-2.0
// The HTML report as people see it: results of real checks, or made for the purpose, given to the real
// `highwater report`, and its page opened in Chromium.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>

#include "compare/outcome_json.h"
#include "tests/browser/picture.h"
#include "tests/browser/webdriver.h"
#include "tests/gate/testing/project.h"

namespace highwater {
namespace {

using testing::AllOf;
using testing::Gt;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

constexpr char kHostile[] = "<img src=x onerror=\"window.hurt=1;alert(1)\"><script>window.hurt=2</script>";

SiteResult site(const std::vector<std::string>& functions, std::int64_t bytes) {
  SiteResult made{.peak_bytes = bytes,
                  .peak_blocks = 1,
                  .retained_bytes = bytes / 2,
                  .retained_blocks = 1,
                  .allocated_bytes = bytes,
                  .allocations = 1,
                  .frames = {}};
  for (const std::string& function : functions)
    made.frames.push_back(Frame{.function = function,
                                .file = "/src/" + function + ".cc",
                                .line = 7,
                                .module = "/bin/app",
                                .offset = 1,
                                .inlined = false});
  return made;
}

// A check of region "loop" whose baseline is half of what was measured.
CheckOutcome regression(const std::string& scenario, const std::vector<SiteResult>& sites) {
  CheckOutcome outcome;
  outcome.scenario = scenario;
  Measurement measurement;
  measurement.scenario = scenario;
  measurement.command = {"./app"};
  measurement.end.code = 0;
  measurement.context.profile = "linux-x86_64";
  measurement.has_sites = true;
  measurement.sites = sites;
  Metrics metrics;
  for (const SiteResult& one : sites) {
    metrics.peak_bytes += one.peak_bytes;
    metrics.retained_bytes += one.retained_bytes;
    metrics.retained_blocks += one.retained_blocks;
    metrics.allocated_bytes += one.allocated_bytes;
    metrics.allocations += one.allocations;
  }
  const std::int64_t peak = metrics.peak_bytes;
  measurement.metrics = metrics;
  measurement.peak_upper_bytes = peak;
  measurement.regions = {{.name = "loop",
                          .metrics = metrics,
                          .iterations = 2,
                          .exact = true,
                          .peak_upper_bytes = peak,
                          .sites = sites}};
  measurement.timeline = {
      .step_bytes = peak / 4,
      .points = {{0, 0, 0}, {peak / 2, peak / 2, 1}, {peak, peak, 2}, {peak * 2, 0, 3}},
      .marks = {{.kind = MarkKind::kEnter, .region = "loop", .number = 1, .at = {peak / 4, 0, 1}},
                {.kind = MarkKind::kIteration, .region = "loop", .number = 1, .at = {peak / 3, 0, 1}},
                {.kind = MarkKind::kIteration, .region = "loop", .number = 2, .at = {peak / 2, 0, 1}},
                {.kind = MarkKind::kLeave, .region = "loop", .number = 1, .at = {peak, peak, 2}}}};
  Baseline baseline;
  baseline.scenario = scenario;
  baseline.profile = "linux-x86_64";
  baseline.region = "loop";
  for (const Metric metric : kCountedMetrics)
    baseline.metrics[metric] = {
        .value = value_of(metrics, metric), .tolerance = {.absolute = 0, .relative = 0}, .limit = {}};
  baseline.metrics[Metric::kPeakBytes].value = peak / 2;
  baseline.sites = largest_sites_of(sites);
  for (BaselineSite& one : baseline.sites) one.peak_bytes /= 2;
  outcome.measurement = std::move(measurement);
  outcome.baseline = std::move(baseline);
  judge(outcome);
  return outcome;
}

class ReportPage : public testing::Test {
 protected:
  ReportPage() : browser_(must(Browser::start())) {}

  void make(const std::vector<CheckOutcome>& outcomes) {
    for (std::size_t i = 0; i < outcomes.size(); ++i)
      project_.write("made/" + std::to_string(i) + ".json", to_json(outcomes[i]));
    report("made");
  }
  void report(const std::string& results) {
    ASSERT_THAT(project_.highwater({"report", results, "--html", "report.html"}), Succeeds());
  }
  void show() { must(browser_.open("file://" + project_.path("report.html"))); }
  nlohmann::json evaluate(const std::string& script) { return must(browser_.execute(script)); }
  std::string count_shown() { return evaluate("return document.getElementById('count').textContent"); }
  // A picture of the page as it is now, kept for people.
  void keep_screenshot(const std::string& name) {
    std::filesystem::create_directories(HIGHWATER_TEST_SCREENSHOTS);
    must(browser_.save_screenshot(std::string(HIGHWATER_TEST_SCREENSHOTS "/") + name + ".png"));
  }

  Project project_;
  Browser browser_;
};

constexpr const char* kTwoFunctions = R"(
  const frames = [...document.querySelectorAll('.peak .fg i')];
  const named = (name) => frames.find((frame) => frame.textContent === name);
  const width = (frame) => frame.getBoundingClientRect().width;
)";

std::vector<SiteResult> two_functions() {
  return {site({"grow", "fetch", "main"}, 30'000), site({"parse", "main"}, 10'000)};
}

TEST_F(ReportPage, ARealRegressionIsDrawnAndNamed) {
  project_.scenario("a/b", {"allocate", "100000", "50000"});
  project_.accept();
  project_.scenario("a/b", {"allocate", "400000", "200000"});
  ASSERT_THAT(project_.check(), Says(ExitStatus::kRegression, "a/b"));
  report("results");
  show();
  EXPECT_EQ(evaluate("return document.querySelector('.lead').textContent"), "1 of 1 checks failed");
  EXPECT_THAT(evaluate("return document.querySelector('.sum .what').textContent").get<std::string>(),
              HasSubstr("allocate"));
  EXPECT_THAT(evaluate("return document.querySelector('.tl .live').points.length").get<int>(), Gt(1));
  EXPECT_EQ(evaluate("return document.querySelectorAll('.flame .fg').length"),
            4);  // two plain, two against the baseline
  for (const char* drawn : {".tl svg", ".tl .live", ".peak .fg", ".kept .fg", ".diff .fg"})
    EXPECT_EQ(evaluate(std::string("const box = document.querySelector('") + drawn +
                       "').getBoundingClientRect(); return box.width > 100 && box.height > 15"),
              true)
        << drawn;
  EXPECT_EQ(evaluate("return [...document.querySelectorAll('.fg i')].every((frame) => { const box = "
                     "frame.getBoundingClientRect(); return box.width >= 1 && box.height > 10; })"),
            true);
  EXPECT_THAT(must(browser_.console()), IsEmpty());
  keep_screenshot("report-regression");
  EXPECT_GT(count_colors(must(read_png(must(browser_.screenshot())))), 20U);
}

TEST_F(ReportPage, FramesAreAsWideAsTheirBytes) {
  make({regression("a/b", two_functions())});
  show();
  const nlohmann::json shares = evaluate(
      std::string(kTwoFunctions) +
      "const all = width(frames[0]);"
      "return ['main', 'fetch', 'grow', 'parse'].map((name) => Math.round(100 * width(named(name)) / all))");
  EXPECT_EQ(shares, nlohmann::json({100, 75, 75, 25}));
  EXPECT_EQ(evaluate("const box = (selector) => document.querySelector(selector).getBoundingClientRect();"
                     "return box('.ln.limit').top > box('.tl .live').top && box('.reg').width > 50 && "
                     "box('.iter').width > 10"),
            true);
}

TEST_F(ReportPage, AClickZoomsAndTheButtonGoesBack) {
  make({regression("a/b", two_functions())});
  show();
  const std::string shares = std::string(kTwoFunctions) +
                             "return [Math.round(100 * width(named('grow')) / "
                             "width(frames[0].parentElement)), named('parse').hidden]";
  EXPECT_EQ(evaluate(shares), nlohmann::json({75, false}));
  evaluate(std::string(kTwoFunctions) + "named('fetch').id = 'fetch'; named('parse').id = 'parse'");
  must(browser_.click(must(browser_.find("#fetch"))));
  EXPECT_EQ(evaluate(shares), nlohmann::json({100, true}));
  must(browser_.click(must(browser_.find(".peak .say button"))));
  EXPECT_EQ(evaluate(shares), nlohmann::json({75, false}));
  must(browser_.hover(must(browser_.find("#parse"))));
  EXPECT_THAT(evaluate("return document.querySelector('.peak .say').textContent").get<std::string>(),
              AllOf(HasSubstr("parse"), HasSubstr("9.77 KiB"), HasSubstr("25.0 %")));
  EXPECT_THAT(must(browser_.console()), IsEmpty());
}

TEST_F(ReportPage, TheKeyboardMovesZoomsAndGoesBack) {
  make({regression("a/b", two_functions())});
  show();
  evaluate("document.querySelector('.peak .fg i').focus()");
  must(browser_.press(std::string(keys::kDown) + keys::kDown));  // main, then fetch, the wider one
  EXPECT_EQ(evaluate("return document.activeElement.textContent"), "fetch");
  must(browser_.press(keys::kRight));
  EXPECT_EQ(evaluate("return document.activeElement.textContent"), "parse");
  must(browser_.press(keys::kEnter));
  EXPECT_EQ(evaluate(std::string(kTwoFunctions) + "return named('grow').hidden"), true);
  must(browser_.press(keys::kEscape));
  EXPECT_EQ(evaluate(std::string(kTwoFunctions) + "return named('grow').hidden"), false);
  EXPECT_EQ(evaluate("return document.querySelectorAll('.peak .fg i[tabindex=\"0\"]').length"), 1);
}

TEST_F(ReportPage, SearchFindsFunctionsAndSumsTheirBytes) {
  make({regression("a/b", two_functions()), regression("c/d", {site({"other", "main"}, 4'000)})});
  show();
  must(browser_.type(must(browser_.find("#q")), "fetch"));
  for (int i = 0; i < 50 && count_shown().empty(); ++i)
    must(browser_.devtools(
        "Runtime.evaluate",
        {{"expression", "new Promise((done) => setTimeout(done, 100))"}, {"awaitPromise", true}}));
  EXPECT_THAT(evaluate("return document.getElementById('count').textContent").get<std::string>(),
              AllOf(HasSubstr("1 scenario,"), HasSubstr("29.30 KiB at the peak")));
  EXPECT_EQ(
      evaluate("return [...document.querySelectorAll('.sum tbody tr')].map((row) => row.hidden)").dump(),
      evaluate("return [...document.querySelectorAll('.sum tbody tr')].map((row) => row.dataset.s !== 'a/b')")
          .dump());
  EXPECT_THAT(evaluate("return document.querySelectorAll('.peak .fg i.hit').length").get<int>(), Gt(0));
  must(browser_.press(keys::kEscape));
  EXPECT_EQ(evaluate("return [document.querySelectorAll('.hit').length, "
                     "document.querySelectorAll('.sc[hidden]').length]"),
            nlohmann::json({0, 0}));
}

TEST_F(ReportPage, SearchOpensTheOtherResults) {
  std::vector<CheckOutcome> outcomes;
  for (int i = 0; i < 102; ++i)
    outcomes.push_back(regression("a/" + std::to_string(1'000 + i), {site({"main"}, 200'000 - i)}));
  make(outcomes);
  show();
  const char* visible =
      "return [...document.querySelectorAll('.sum tbody tr')].filter((row) => "
      "row.checkVisibility()).length";
  EXPECT_EQ(evaluate(visible), 100);
  must(browser_.type(must(browser_.find("#q")), "a/1101"));  // the last one
  for (int i = 0; i < 50 && count_shown().empty(); ++i)
    must(browser_.devtools(
        "Runtime.evaluate",
        {{"expression", "new Promise((done) => setTimeout(done, 100))"}, {"awaitPromise", true}}));
  EXPECT_EQ(evaluate(visible), 1);
}

TEST_F(ReportPage, ALinkOpensItsPage) {
  CheckOutcome passing = regression("c/d", {site({"other", "main"}, 4'000)});
  passing.baseline->metrics[Metric::kPeakBytes].value = 4'000;
  make({regression("a/b", two_functions()), passing});
  show();
  EXPECT_EQ(evaluate("return document.querySelector('.sc[data-s=\"c/d\"]').open"), false);
  must(browser_.click(must(browser_.find("a[href='#scenario/c/d@linux-x86_64/counting']"))));
  EXPECT_EQ(evaluate("return document.querySelector('.sc[data-s=\"c/d\"]').open"), true);
}

TEST_F(ReportPage, WithoutScriptsEverythingIsThere) {
  make({regression("a/b", two_functions())});
  must(browser_.allow(Scripts::kOff));
  show();
  EXPECT_EQ(evaluate("return document.documentElement.classList.contains('js')"), false);
  const std::string text = evaluate("return document.body.innerText").get<std::string>();
  for (const char* word : {"1 of 1 checks failed", "Regression", "Call sites", "grow", "limit 19.53 KiB"})
    EXPECT_THAT(text, HasSubstr(word));
  EXPECT_EQ(evaluate(std::string(kTwoFunctions) +
                     "return width(named('grow')) > 100 && named('grow').title.includes('75.0 %')"),
            true);
  EXPECT_EQ(evaluate("return document.querySelector('.tl .live').getBoundingClientRect().width > 100"), true);
  EXPECT_EQ(evaluate("return document.querySelector('#q').getBoundingClientRect().width"),
            0);  // it could not search
  keep_screenshot("report-without-scripts");
}

TEST_F(ReportPage, DarkAndLightDiffer) {
  make({regression("a/b", two_functions())});
  const char* colors =
      "const style = getComputedStyle(document.body); return [style.backgroundColor, style.color]";
  must(browser_.prefer(ColorScheme::kLight));
  show();
  const nlohmann::json light = evaluate(colors);
  keep_screenshot("report-light");
  must(browser_.prefer(ColorScheme::kDark));
  show();
  const nlohmann::json dark = evaluate(colors);
  keep_screenshot("report-dark");
  EXPECT_NE(light[0], dark[0]);
  EXPECT_NE(light[1], dark[1]);
}

TEST_F(ReportPage, HostileNamesStayText) {
  CheckOutcome hostile = regression("a/b", {site({kHostile, kHostile}, 30'000)});
  hostile.scenario = kHostile;
  hostile.measurement->scenario = kHostile;
  hostile.baseline->scenario = kHostile;
  hostile.measurement->warnings = {kHostile};
  hostile.measurement->context.compiler = kHostile;
  hostile.notes = {kHostile};
  make({hostile});
  show();
  EXPECT_EQ(evaluate("return [document.images.length, document.scripts.length, window.hurt === undefined]"),
            nlohmann::json({0, 1, true}));
  EXPECT_THAT(evaluate("return document.body.innerText").get<std::string>(),
              HasSubstr("<img src=x onerror="));
  // Markup that gets in all the same, by some script's mistake, does not run either.
  evaluate("document.body.insertAdjacentHTML('beforeend', '<img src=x onerror=\"window.hurt = 1\">')");
  evaluate(
      "const script = document.createElement('script'); script.textContent = 'window.hurt = 2'; "
      "document.body.append(script)");
  EXPECT_EQ(evaluate("return window.hurt === undefined"), true);
  EXPECT_THAT(must(browser_.console()), Not(IsEmpty()));  // it says what it refused
}

// How long is for people to see: a limit here would fail on a busy machine.
TEST_F(ReportPage, AThousandScenariosLoad) {
  std::vector<CheckOutcome> outcomes;
  for (int i = 0; i < 1000; ++i) {
    std::vector<SiteResult> sites;
    for (int s = 0; s < 20; ++s)
      sites.push_back(site(
          {"leaf" + std::to_string(s), "mid" + std::to_string(s % 5), "top" + std::to_string(s % 2), "main"},
          1'000 + s));
    outcomes.push_back(regression("family/scenario" + std::to_string(i), sites));
  }
  make(outcomes);
  show();
  EXPECT_EQ(evaluate("return document.querySelectorAll('.sc').length"), 1000);
  EXPECT_THAT(must(browser_.console()), IsEmpty());
  const double milliseconds =
      evaluate("return performance.timing.loadEventEnd - performance.timing.navigationStart").get<double>();
  std::printf("1,000 scenarios, %ju bytes: loaded in %.0f ms\n",
              static_cast<std::uintmax_t>(std::filesystem::file_size(project_.path("report.html"))),
              milliseconds);
}

}  // namespace
}  // namespace highwater
