// SPDX-License-Identifier: Apache-2.0
// Story 1 in the browser: the image service under load, the page that watches it, and what a person does
// there. Keeps the picture that the documentation shows.
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <csignal>

#include "tests/browser/webdriver.h"
#include "tests/live_http/testing/served_service.h"

namespace highwater {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;

class LiveStory : public testing::Test {
 protected:
  nlohmann::json run(const std::string& script) { return must(browser_.execute(script)); }
  void wait_for(const std::string& condition) {
    const auto deadline = std::chrono::steady_clock::now() + 60s;
    while (run("return Boolean(" + condition + ")") != true) {
      if (std::chrono::steady_clock::now() > deadline)
        FAIL() << condition << "\n" << run("return document.body.innerText");
      std::this_thread::sleep_for(50ms);
    }
  }
  void click(const std::string& id) { must(browser_.click(must(browser_.find("#" + id)))); }
  std::string chart_line() {
    return run("const line = document.getElementById('liveline'); return line ? line.getAttribute('d') : ''");
  }
  void expect_a_quiet_console() {
    for (const ConsoleEntry& entry : must(browser_.console())) ADD_FAILURE() << entry.message;
  }
  Browser browser_ = must(Browser::start({.width = 1120, .height = 900}));
};

TEST_F(LiveStory, TheChartClimbsAndTheRecordingNamesTheBuffer) {
  ServedService served("presized", {"--fail-above", "8GiB"});
  must(browser_.open(served.url("/?token=" + served.token())));
  wait_for("document.getElementById('live').textContent !== '–'");
  wait_for("!document.getElementById('record').disabled");
  served.start_load(120, 100ms);
  std::this_thread::sleep_for(2s);
  const std::string before = chart_line();
  click("record");
  wait_for("document.getElementById('record').textContent === 'Stop recording'");
  must(browser_.type(must(browser_.find("#markname")), "release 1.4"));
  click("mark");
  wait_for("document.querySelector('#chart text.mark')");
  wait_for(
      "document.querySelector('#sites tr b') && "
      "document.querySelector('#sites tr b').textContent.includes('GrowingBuffer')");
  EXPECT_NE(chart_line(), before) << "the chart moves";
  std::this_thread::sleep_for(4s);
  EXPECT_THAT(run("return document.getElementById('sites').textContent").get<std::string>(),
              HasSubstr("[before recording]"));
  must(browser_.save_screenshot(std::string(HIGHWATER_TEST_SCREENSHOTS) + "/live_page.png"));
  click("record");
  wait_for("document.getElementById('record').textContent === 'Start recording'");
  served.end_load();
  expect_a_quiet_console();
  EXPECT_EQ(::kill(served.service_pid(), SIGKILL), 0);
  wait_for("document.getElementById('notice').textContent.includes('The service has ended: signal 9')");
  EXPECT_GT(run("return document.querySelectorAll('#sites tr').length"), 2);
  EXPECT_THAT(served.highwater().wait(), Says(ExitStatus::kScenario, "SIGKILL"));
  EXPECT_GT(served.final_result().metrics.peak_bytes, 0);
}

// Nobody is left to say how it ended.
TEST_F(LiveStory, WithoutHighwaterThePageSaysSo) {
  ServedService served("trimmed");
  must(browser_.open(served.url("/?token=" + served.token())));
  wait_for("document.getElementById('live').textContent !== '–'");
  served.highwater().signal(SIGKILL);
  served.highwater().wait();
  wait_for("document.getElementById('notice').textContent.includes('highwater does not answer any more')");
  EXPECT_NE(run("return document.getElementById('live').textContent"), "–");
}

}  // namespace
}  // namespace highwater
