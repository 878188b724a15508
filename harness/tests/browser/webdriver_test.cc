// SPDX-License-Identifier: Apache-2.0
// That the browser for tests sees what a person would, and that its checks can fail.
#include "tests/browser/webdriver.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>

#include "tests/browser/picture.h"

namespace highwater {
namespace {

using testing::AllOf;
using testing::Field;
using testing::HasSubstr;
using testing::IsEmpty;

constexpr const char* kPage = R"(<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>A page</title><link rel="icon" href="data:,">
<style>
  body { background: #ffffff; color: #000000 }
  #box { width: 100px; height: 100px; position: absolute; right: 0; top: 0; background: #ff0000 }
  @media (prefers-color-scheme: dark) { body { background: #101010; color: #ffffff } }
</style></head><body><div id="box"></div>
<p id="greeting">written by the file</p><noscript><p id="without">no scripts here</p></noscript>
<button id="button">press</button><input id="first"><input id="second">
<script>
  document.getElementById('greeting').textContent = 'written by a script: grün';
  document.getElementById('button').addEventListener('click', (event) => { event.target.textContent = 'pressed'; });
  document.getElementById('button').addEventListener('pointerenter', (event) => { event.target.title = 'seen'; });
</script></body></html>)";

class WebDriver : public testing::Test {
 protected:
  WebDriver()
      : folder_(TemporaryDirectory::create("highwater-page").value()), browser_(must(Browser::start())) {}

  std::string url_of(const std::string& name) const { return "file://" + folder_.path() + "/" + name; }
  // Writes the page and opens it.
  void show(const std::string& html) {
    must(write_file(folder_.path() + "/page.html", html));
    must(browser_.open(url_of("page.html")));
  }

  TemporaryDirectory folder_;
  Browser browser_;
};

TEST_F(WebDriver, ReadsClicksAndTypes) {
  show(kPage);
  EXPECT_EQ(must(browser_.execute("return document.title")), "A page");
  EXPECT_EQ(must(browser_.execute("return [arguments[0] + 1, arguments[1]]", {41, "\"ü\n"})),
            nlohmann::json({42, "\"ü\n"}));
  EXPECT_EQ(must(browser_.text(must(browser_.find("#greeting")))), "written by a script: grün");
  EXPECT_EQ(must(browser_.find_all("input")).size(), 2u);
  EXPECT_THAT(must(browser_.find_all("#absent")), IsEmpty());

  const Element button = must(browser_.find("#button"));
  must(browser_.hover(button));
  EXPECT_EQ(must(browser_.execute("return document.getElementById('button').title")), "seen");
  must(browser_.click(button));
  EXPECT_EQ(must(browser_.text(button)), "pressed");

  must(browser_.type(must(browser_.find("#first")), "one"));
  must(browser_.press(std::string("+") + keys::kTab + "zwei ü"));
  must(browser_.press(std::string(keys::kShift) + keys::kTab));
  EXPECT_EQ(must(browser_.execute("return [first.value, second.value, document.activeElement.id]")),
            nlohmann::json({"one+", "zwei ü", "first"}));
  EXPECT_THAT(must(browser_.console()), IsEmpty());
}

TEST_F(WebDriver, EnterPressesAButton) {
  show(kPage);
  must(browser_.execute("document.getElementById('button').focus()"));
  must(browser_.press(keys::kEnter));
  EXPECT_EQ(must(browser_.text(must(browser_.find("#button")))), "pressed");
}

TEST_F(WebDriver, SeesWhatThePageComplainsOf) {
  show(R"(<link rel="icon" href="data:,"><script>console.error('on purpose'); console.log('said');</script>
          <script>absent();</script><img src="absent.png">)");
  const std::vector<ConsoleEntry> entries = must(browser_.console());
  const auto entry = [](ConsoleLevel level, const char* part) {
    return AllOf(Field(&ConsoleEntry::level, level), Field(&ConsoleEntry::message, HasSubstr(part)));
  };
  EXPECT_THAT(entries, testing::UnorderedElementsAre(entry(ConsoleLevel::kError, "on purpose"),
                                                     entry(ConsoleLevel::kInfo, "said"),
                                                     entry(ConsoleLevel::kError, "absent is not defined"),
                                                     entry(ConsoleLevel::kError, "absent.png")));
  EXPECT_THAT(must(browser_.console()), IsEmpty()) << "each is told once";
}

TEST_F(WebDriver, TakesAScreenshotOfWhatIsShown) {
  must(browser_.open("about:blank"));
  EXPECT_EQ(count_colors(must(read_png(must(browser_.screenshot())))), 1u) << "a blank page is blank";

  show(kPage);
  std::filesystem::create_directories(HIGHWATER_TEST_SCREENSHOTS);
  const std::string path = HIGHWATER_TEST_SCREENSHOTS "/webdriver.png";
  must(browser_.save_screenshot(path));
  const Picture picture = must(read_png(must(read_file(path))));
  EXPECT_GT(picture.width, 1000);
  EXPECT_GT(picture.height, 500);
  EXPECT_GT(count_colors(picture), 2u);
  EXPECT_EQ(picture.at(picture.width - 50, 50), 0xff0000U);
  EXPECT_EQ(picture.at(picture.width - 5, picture.height - 5), 0xffffffU);
}

TEST_F(WebDriver, ResizesTheWindow) {
  show(kPage);
  must(browser_.resize(640, 700));
  EXPECT_EQ(must(browser_.execute("return window.outerWidth")), 640);
  must(browser_.resize(1100, 700));
  EXPECT_EQ(must(browser_.execute("return window.outerWidth")), 1100);
}

TEST_F(WebDriver, PrefersDarkOrLight) {
  const char* background = "return getComputedStyle(document.body).backgroundColor";
  must(browser_.prefer(ColorScheme::kDark));
  show(kPage);
  EXPECT_EQ(must(browser_.execute(background)), "rgb(16, 16, 16)");
  must(browser_.prefer(ColorScheme::kLight));
  EXPECT_EQ(must(browser_.execute(background)), "rgb(255, 255, 255)");
}

TEST_F(WebDriver, ShowsAPageWithoutItsScripts) {
  must(browser_.allow(Scripts::kOff));
  show(kPage);
  EXPECT_EQ(must(browser_.text(must(browser_.find("#greeting")))), "written by the file");
  EXPECT_EQ(must(browser_.text(must(browser_.find("#without")))), "no scripts here");
  must(browser_.allow(Scripts::kOn));
  show(kPage);
  EXPECT_EQ(must(browser_.text(must(browser_.find("#greeting")))), "written by a script: grün");
  EXPECT_THAT(must(browser_.find_all("#without")), IsEmpty());
}

TEST_F(WebDriver, SaysWhatDidNotWork) {
  show(kPage);
  EXPECT_THAT(browser_.open(url_of("absent.html")).error().what, HasSubstr("the page cannot be opened"));
  EXPECT_THAT(browser_.find("#absent").error().what, HasSubstr("no such element"));
  EXPECT_THAT(browser_.execute("throw new Error('thrown')").error().what, HasSubstr("thrown"));
  EXPECT_THAT(browser_.devtools("No.such", nlohmann::json::object()).error().what, HasSubstr("No.such"));
  EXPECT_THROW(must(browser_.find("#absent")), std::runtime_error);
}

TEST(WebDriverEnd, LeavesNoProcessAndNoFile) {
  std::string folder;
  std::vector<int> processes;
  {
    Browser browser = must(Browser::start());
    must(browser.open("about:blank"));
    folder = browser.folder();
    EXPECT_TRUE(std::filesystem::exists(folder));
    processes = descendants_of(browser.processes().keeper());
    EXPECT_GE(processes.size(), 3u) << "the driver, the browser, a page";
  }
  EXPECT_FALSE(std::filesystem::exists(folder));
  for (const int pid : processes)
    EXPECT_FALSE(std::filesystem::exists("/proc/" + std::to_string(pid))) << pid;
}

TEST_F(WebDriver, QuitsByItself) {
  const std::vector<int> processes = descendants_of(browser_.processes().keeper());
  must(browser_.quit());
  for (const int pid : processes)
    EXPECT_FALSE(std::filesystem::exists("/proc/" + std::to_string(pid))) << pid;
  EXPECT_THAT(browser_.open("about:blank").error().what, HasSubstr("connect"));
}

TEST_F(WebDriver, AScriptThatDoesNotEndIsAnError) {
  must(browser_.open("about:blank"));
  must(browser_.be_patient_for(std::chrono::seconds(2)));
  const Expected<nlohmann::json> answer = browser_.execute("return new Promise(() => {})");
  ASSERT_FALSE(answer);
  EXPECT_THAT(answer.error().what, HasSubstr("imeout"));
}

TEST(WebDriverPackages, WhatIsMissingIsNamed) {
  BrowserOptions options;
  options.driver = "/nowhere/chromedriver";
  EXPECT_EQ(
      Browser::start(options).error().what,
      "/nowhere/chromedriver is not there or cannot be run: the Debian package chromium-driver is missing");
  options = {};
  options.browser = "/nowhere/chromium";
  const Error error = Browser::start(options).error();
  EXPECT_EQ(error.what,
            "/nowhere/chromium is not there or cannot be run: the Debian package chromium is missing");
  EXPECT_EQ(error.hint, "install it: ./ci/prepare ci/test test, or as root apt-get install chromium");
}

}  // namespace
}  // namespace highwater
