// SPDX-License-Identifier: Apache-2.0
// The live page as people see it: the real server, a target that the test moves, and Chromium.
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/browser/webdriver.h"
#include "tests/live_http/testing/served_target.h"

namespace highwater {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

constexpr char kHostile[] = "<img src=x onerror=\"window.hurt=1\"><script>window.hurt=2</script>";

class LivePage : public testing::Test {
 protected:
  explicit LivePage(std::optional<ChartLimit> limit = std::nullopt) : served_(std::move(limit)) {}

  void open() { must(browser_.open(served_.url("/?token=" + served_.token()))); }
  std::string text(const std::string& id) { return must(browser_.text(must(browser_.find("#" + id)))); }
  nlohmann::json run(const std::string& script) { return must(browser_.execute(script)); }
  // Looks until the script's value is true, at most half a minute.
  void wait_for(const std::string& condition) {
    const auto deadline = std::chrono::steady_clock::now() + 30s;
    while (run("return Boolean(" + condition + ")") != true) {
      if (std::chrono::steady_clock::now() > deadline)
        FAIL() << condition << "\n" << run("return document.body.innerText");
      std::this_thread::sleep_for(20ms);
    }
  }
  void wait_for_text(const std::string& id, const std::string& expected) {
    wait_for(fmt::format("document.getElementById('{}').textContent.includes({})", id,
                         nlohmann::json(expected).dump()));
  }
  void click(const std::string& id) { must(browser_.click(must(browser_.find("#" + id)))); }
  void expect_a_quiet_console() {
    for (const ConsoleEntry& entry : must(browser_.console())) ADD_FAILURE() << entry.message;
  }
  Browser browser_ = must(Browser::start());  // first: before there are threads
  ServedTarget served_;
};

TEST_F(LivePage, ShowsTheNumbersAndTheChartMoves) {
  open();
  wait_for_text("live", "1000 B");
  EXPECT_EQ(text("peak"), "2.93 KiB");
  EXPECT_THAT(text("what"), HasSubstr("process 4711"));
  EXPECT_EQ(text("command"), "./service");
  for (int i = 1; i <= 3; ++i) {
    served_.target().change([&](LiveNumbers& numbers, Measurement&) {
      numbers.elapsed += 1s;
      numbers.live_bytes = numbers.peak_bytes = i * std::int64_t{1'048'576};
    });
    wait_for_text("live", fmt::format("{}.00 MiB", i));
  }
  EXPECT_GE(run("return (document.getElementById('liveline').getAttribute('d').match(/L/g) || []).length"),
            3);
  EXPECT_THAT(run("return document.getElementById('chart').getAttribute('aria-label')").get<std::string>(),
              HasSubstr("now 3.00 MiB"));
  expect_a_quiet_console();
}

TEST_F(LivePage, StartsAndStopsRecording) {
  open();
  wait_for_text("record", "Start recording");
  EXPECT_THAT(text("nosites"), HasSubstr("not recorded"));
  wait_for("!document.getElementById('record').disabled");
  click("record");
  wait_for_text("record", "Stop recording");
  EXPECT_TRUE(served_.target().numbers().recording.on);
  wait_for("document.querySelectorAll('#sites tr').length === 3");
  EXPECT_EQ(run("return document.querySelector('#sites tr').innerText.replace(/\\s+/g, ' ')"),
            "grow ← fetch ← main 900 B 90.0 % 1 900 B 900 B");
  click("record");
  wait_for_text("record", "Start recording");
  EXPECT_FALSE(served_.target().numbers().recording.on);
  expect_a_quiet_console();
}

TEST_F(LivePage, SetsMarksAndKeepsSnapshots) {
  open();
  wait_for("!document.getElementById('mark').disabled");
  must(browser_.type(must(browser_.find("#markname")), "deployed <b>7</b>"));
  click("mark");
  wait_for("document.querySelector('#chart text.mark')");
  EXPECT_EQ(run("return document.querySelector('#chart text.mark').textContent"), "deployed <b>7</b>");
  click("snapshot");
  wait_for_text("said", "highwater.1.json");
  expect_a_quiet_console();
}

TEST_F(LivePage, NamesFromOutsideAreText) {
  served_.target().change([](LiveNumbers&, Measurement& result) {
    result = made_result({made_site(10, {kHostile, "main"})});
  });
  open();
  wait_for("!document.getElementById('record').disabled");
  click("record");
  wait_for("document.querySelectorAll('#sites tr').length === 2");
  EXPECT_EQ(run("return window.hurt === undefined"), true);
  EXPECT_EQ(run("return document.querySelectorAll('img').length"), 0);
  expect_a_quiet_console();
}

TEST_F(LivePage, TheTokenLeavesTheAddress) {
  open();
  wait_for_text("live", "1000 B");
  EXPECT_EQ(run("return location.href"), served_.url("/"));
  EXPECT_EQ(run("return document.cookie"), "");
  run("location.reload()");
  wait_for("document.getElementById('live') && document.getElementById('live').textContent === '1000 B'");
  EXPECT_EQ(run("return location.href"), served_.url("/"));
}

TEST_F(LivePage, WithoutATokenItAsksForOne) {
  must(browser_.open(served_.url("/")));
  EXPECT_THAT(text("token"), IsEmpty());
  must(browser_.type(must(browser_.find("#token")), "wrong"));
  must(browser_.click(must(browser_.find("button"))));
  wait_for("document.body.innerText.includes('The token is wrong.')");
  must(browser_.type(must(browser_.find("#token")), served_.token()));
  must(browser_.click(must(browser_.find("button"))));
  wait_for("document.getElementById('live') && document.getElementById('live').textContent === '1000 B'");
}

TEST_F(LivePage, SaysThatTheServiceHasEndedAndKeepsWhatItShowed) {
  open();
  wait_for("!document.getElementById('record').disabled");
  click("record");
  wait_for("document.querySelectorAll('#sites tr').length === 3");
  served_.target().change([](LiveNumbers& numbers, Measurement&) {
    numbers.elapsed += 1s;
    numbers.live_bytes = 555;
    numbers.end = ScenarioEnd{.code = std::nullopt, .signal = 9};
  });
  served_.end();
  wait_for_text("notice", "The service has ended: signal 9");
  EXPECT_EQ(text("live"), "555 B");
  EXPECT_EQ(run("return document.querySelectorAll('#sites tr').length"), 3);
  EXPECT_EQ(run("return document.getElementById('record').disabled"), true);
  std::this_thread::sleep_for(1s);
  EXPECT_THAT(text("notice"), HasSubstr("The service has ended"));
  expect_a_quiet_console();
}

class LivePageWithALimit : public LivePage {
 protected:
  LivePageWithALimit() : LivePage(ChartLimit{"limit of a/b", 4000}) {}
};

TEST_F(LivePageWithALimit, DrawsIt) {
  open();
  wait_for_text("live", "1000 B");
  wait_for("document.querySelector('#chart path.limit')");
  EXPECT_EQ(run("return document.querySelector('#chart text.limit').textContent"), "limit of a/b 3.91 KiB");
  EXPECT_EQ(text("limitname"), "limit of a/b");
  EXPECT_THAT(text("left"), HasSubstr("2.93 KiB"));
  // Above the line of the peak, which is 3000 bytes.
  served_.target().change([](LiveNumbers& numbers, Measurement&) { numbers.elapsed += 1s; });
  wait_for("document.querySelector('#chart path.peak')");
  EXPECT_EQ(run("return document.querySelector('#chart path.limit').getBBox().y < "
                "document.querySelector('#chart path.peak').getBBox().y"),
            true);
  expect_a_quiet_console();
}

TEST_F(LivePage, FitsAPhone) {
  must(browser_.resize(390, 844));
  served_.target().change([](LiveNumbers&, Measurement& result) {
    result = made_result({made_site(10, {std::string(200, 'x'), "main"})});
  });
  open();
  wait_for("!document.getElementById('record').disabled");
  click("record");
  wait_for("document.querySelectorAll('#sites tr').length === 2");
  EXPECT_LE(run("return document.documentElement.scrollWidth - window.innerWidth"), 0);
  EXPECT_GE(run("return document.getElementById('record').offsetHeight"), 40) << "a finger's width";
  must(browser_.save_screenshot(std::string(HIGHWATER_TEST_SCREENSHOTS) + "/live_phone.png"));
}

TEST_F(LivePage, IsDarkWhereThatIsWanted) {
  must(browser_.prefer(ColorScheme::kDark));
  open();
  wait_for_text("live", "1000 B");
  EXPECT_EQ(run("return getComputedStyle(document.body).backgroundColor"), "rgb(19, 21, 24)");
  must(browser_.prefer(ColorScheme::kLight));
  EXPECT_EQ(run("return getComputedStyle(document.body).backgroundColor"), "rgb(252, 252, 250)");
}

TEST_F(LivePage, AsksNobodyElse) {
  open();
  wait_for_text("live", "1000 B");
  const nlohmann::json others =
      run("return performance.getEntriesByType('resource').map((one) => one.name).filter((name) => "
          "!name.startsWith(location.origin))");
  EXPECT_THAT(others, IsEmpty());
  EXPECT_THAT(run("return performance.getEntriesByType('resource').map((one) => one.name).join(' ')")
                  .get<std::string>(),
              Not(HasSubstr(served_.token())));
}

TEST_F(LivePage, ItsLinksLeadToTheProfiles) {
  open();
  wait_for_text("live", "1000 B");
  must(browser_.open(run("return document.querySelector('[data-to=\"/debug/pprof/\"]').href")));
  EXPECT_EQ(run("return document.title"), "/debug/pprof/");
  must(browser_.open(run("return document.querySelector('a[href*=heap]').href")));
  EXPECT_THAT(run("return document.body.innerText").get<std::string>(), HasSubstr("Type: inuse_space"));
}

}  // namespace
}  // namespace highwater
