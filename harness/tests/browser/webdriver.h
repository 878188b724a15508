// SPDX-License-Identifier: Apache-2.0
// A headless Chromium that a test steers: opens pages, clicks, types, looks. Spoken to over WebDriver
// (https://www.w3.org/TR/webdriver2/) through Debian's chromedriver.
//
//     Browser browser = must(Browser::start());
//     must(browser.open("file:///tmp/report.html"));
//     must(browser.click(must(browser.find("#search"))));
//     must(browser.press("peak" + std::string(keys::kEnter)));
//     EXPECT_EQ(must(browser.execute("return document.title")), "Report");
//     EXPECT_THAT(must(browser.console()), IsEmpty());
#pragma once

#include <chrono>
#include <nlohmann/json.hpp>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

#include "base/error.h"
#include "base/file.h"
#include "tests/browser/process_tree.h"

namespace highwater {

// Keys that are no characters, as WebDriver names them: UTF-8 of the private use area.
namespace keys {
inline constexpr const char* kTab = "\xee\x80\x84";
inline constexpr const char* kEnter = "\xee\x80\x87";
inline constexpr const char* kShift = "\xee\x80\x88";  // press() holds it down until the end
inline constexpr const char* kControl = "\xee\x80\x89";
inline constexpr const char* kEscape = "\xee\x80\x8c";
inline constexpr const char* kSpace = "\xee\x80\x8d";
inline constexpr const char* kEnd = "\xee\x80\x90";
inline constexpr const char* kHome = "\xee\x80\x91";
inline constexpr const char* kLeft = "\xee\x80\x92";
inline constexpr const char* kUp = "\xee\x80\x93";
inline constexpr const char* kRight = "\xee\x80\x94";
inline constexpr const char* kDown = "\xee\x80\x95";
inline constexpr const char* kBackspace = "\xee\x80\x83";
}  // namespace keys

struct BrowserOptions {
  int width = 1280;
  int height = 900;
  // For one command. Generous: the machine may be busy with other tests.
  std::chrono::milliseconds patience{60'000};
  std::string driver = "/usr/bin/chromedriver";
  std::string browser = "/usr/bin/chromium";
};

struct Element {
  std::string id;  // the driver's
};

enum class ConsoleLevel { kDebug, kInfo, kWarning, kError };
struct ConsoleEntry {
  ConsoleLevel level = ConsoleLevel::kInfo;
  std::string message;  // "file:///page.html 12:5 …"
};

enum class ColorScheme { kLight, kDark };
enum class Scripts { kOff, kOn };

// All errors are kProbe and say what was asked and what came instead. All commands end in time. At the end of
// its life all files of the browser are gone, and all its processes, also where the test crashes.
class Browser {
 public:
  // Errors name the Debian package that is missing.
  static Expected<Browser> start(const BrowserOptions& options = {});

  Browser(Browser&&) noexcept = default;
  Browser& operator=(Browser&&) = delete;  // would remove the folder before the processes that write to it

  // Until the page has loaded. An error when there is none (the browser shows a page of its own then).
  Expected<void> open(const std::string& url);
  // The body of a function, with `arguments[0]` and so on; what it returns.
  Expected<nlohmann::json> execute(const std::string& script,
                                   const nlohmann::json& arguments = nlohmann::json::array());
  // The first that the CSS selector matches; an error when there is none.
  Expected<Element> find(const std::string& selector);
  Expected<std::vector<Element>> find_all(const std::string& selector);  // perhaps none
  Expected<std::string> text(const Element& element);                    // as it is shown
  Expected<void> click(const Element& element);
  Expected<void> hover(const Element& element);
  // Characters and keys to one element, which gets the focus.
  Expected<void> type(const Element& element, const std::string& text);
  // The same to whatever has the focus: as a person at the keyboard does it.
  Expected<void> press(const std::string& text);
  Expected<void> resize(int width, int height);
  // What the window shows, as PNG: the picture, or written to `path`.
  Expected<std::string> screenshot();
  Expected<void> save_screenshot(const std::string& path);
  // What came since the last time; with the failed loading of resources.
  Expected<std::vector<ConsoleEntry>> console();
  // Each lasts until it is set again, across pages.
  Expected<void> prefer(ColorScheme scheme);
  // The page's own scripts; execute() works all the same.
  Expected<void> allow(Scripts scripts);
  // From now on for one command, instead of the option.
  Expected<void> be_patient_for(std::chrono::milliseconds patience);
  // Any command of Chrome's DevTools protocol.
  Expected<nlohmann::json> devtools(const std::string& method, const nlohmann::json& parameters);
  // Lets the browser end by itself. The destructor kills what is left.
  Expected<void> quit();

  const ProcessTree& processes() const { return processes_; }
  const std::string& folder() const { return folder_.path(); }  // where all its files are

 private:
  Browser(TemporaryDirectory folder, ProcessTree processes, std::string url,
          std::chrono::milliseconds patience)
      : folder_(std::move(folder)),
        processes_(std::move(processes)),
        url_(std::move(url)),
        patience_(patience) {}
  Expected<void> begin_session(const BrowserOptions& options);
  // The "value" of the answer; an error where that is an error.
  Expected<nlohmann::json> command(const char* method, const std::string& path, const nlohmann::json& body);
  Expected<nlohmann::json> post(const std::string& path, const nlohmann::json& body);
  Expected<void> act(const nlohmann::json& source);

  TemporaryDirectory folder_;  // goes after the processes that write to it
  ProcessTree processes_;
  std::string url_;  // of the session, later
  std::chrono::milliseconds patience_;
};

// The value, or an exception, which fails the test with what went wrong.
template <typename T>
T must(Expected<T> expected) {
  if (!expected) throw std::runtime_error(expected.error().what + "\nhint: " + expected.error().hint);
  if constexpr (!std::is_void_v<T>) return *std::move(expected);
}

}  // namespace highwater
