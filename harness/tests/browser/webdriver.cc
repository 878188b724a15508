// SPDX-License-Identifier: Apache-2.0
#include "tests/browser/webdriver.h"

#include <fmt/format.h>
#include <unistd.h>

#include <thread>

#include "base/process.h"
#include "tests/browser/base64.h"
#include "tests/browser/http_json.h"

namespace highwater {
namespace {

using nlohmann::json;
using Clock = std::chrono::steady_clock;
using namespace std::chrono_literals;

constexpr const char* kElementKey = "element-6066-11e4-a52e-4f735466cecf";  // fixed by the standard
constexpr const char* kInstall = "install it: ./ci/prepare ci/test test, or as root apt-get install ";

Expected<void> require_program(const std::string& path, const char* package) {
  if (::access(path.c_str(), X_OK) == 0) return {};
  return fail(
      ExitStatus::kProbe,
      fmt::format("{} is not there or cannot be run: the Debian package {} is missing", path, package),
      std::string(kInstall) + package);
}

// What the browser would leave in the user's folders goes into `folder`.
std::vector<std::string> environment_in(const std::string& folder) {
  std::vector<std::string> result;
  for (const std::string& variable : current_environment()) {
    const std::string name = variable.substr(0, variable.find('='));
    if (name != "HOME" && name != "TMPDIR" && name.rfind("XDG_", 0) != 0) result.push_back(variable);
  }
  for (const char* name :
       {"HOME", "TMPDIR", "XDG_CACHE_HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_RUNTIME_DIR"})
    result.push_back(fmt::format("{}={}", name, folder));
  return result;
}

// The driver chooses a free port and prints it.
Expected<std::string> wait_for_port(const std::string& log, std::chrono::milliseconds patience) {
  constexpr std::string_view kStarted = "started successfully on port ";
  const Clock::time_point deadline = Clock::now() + patience;
  std::string text;
  while (Clock::now() < deadline) {
    text = read_file(log).value_or("");
    const std::size_t found = text.find(kStarted);
    const std::size_t end = found == std::string::npos ? found : text.find('.', found);
    if (end != std::string::npos) return text.substr(found + kStarted.size(), end - found - kStarted.size());
    std::this_thread::sleep_for(5ms);
  }
  return fail(ExitStatus::kProbe, "the driver does not start; it said: " + text);
}

json arguments_of(const BrowserOptions& options, const std::string& folder) {
  json arguments = {"--headless=new",
                    "--disable-gpu",
                    "--disable-dev-shm-usage",  // containers have 64 MiB there
                    "--no-first-run",
                    "--no-default-browser-check",
                    "--disable-background-networking",  // no request leaves the machine
                    "--disable-component-update",
                    "--disable-sync",
                    "--no-proxy-server",
                    "--hide-scrollbars",
                    "--force-device-scale-factor=1",
                    "--user-data-dir=" + folder + "/profile",
                    fmt::format("--window-size={},{}", options.width, options.height)};
  if (::geteuid() == 0) arguments.push_back("--no-sandbox");  // which does not work as root
  return arguments;
}

ConsoleLevel level_named(const std::string& name) {
  if (name == "SEVERE") return ConsoleLevel::kError;
  if (name == "WARNING") return ConsoleLevel::kWarning;
  return name == "INFO" ? ConsoleLevel::kInfo : ConsoleLevel::kDebug;
}

// Of valid UTF-8: each code point.
std::vector<std::string> characters_of(const std::string& text) {
  std::vector<std::string> characters;
  for (const char byte : text) {
    if ((byte & 0xc0) != 0x80 || characters.empty()) characters.emplace_back();
    characters.back() += byte;
  }
  return characters;
}

// What a person does on the keyboard to enter `text`: each character down and up, modifiers held to the end.
json key_strokes(const std::string& text) {
  json actions = json::array();
  std::vector<std::string> held;
  for (const std::string& key : characters_of(text)) {
    actions.push_back({{"type", "keyDown"}, {"value", key}});
    if (key == keys::kShift || key == keys::kControl) {
      held.push_back(key);
    } else {
      actions.push_back({{"type", "keyUp"}, {"value", key}});
    }
  }
  for (const std::string& key : held) actions.push_back({{"type", "keyUp"}, {"value", key}});
  return actions;
}

// The driver is to give up before the client does: it knows what it waits for.
json limits_of(std::chrono::milliseconds patience) {
  const std::int64_t limit = patience.count() * 9 / 10;
  return {{"script", limit}, {"pageLoad", limit}, {"implicit", 0}};
}

Expected<std::string> element_id(const json& value) {
  if (value.is_object() && value.contains(kElementKey) && value[kElementKey].is_string())
    return value[kElementKey].get<std::string>();
  return fail(ExitStatus::kProbe, "the driver's answer is no element: " + value.dump());
}

Expected<void> nothing(const Expected<json>& answer) {
  if (!answer) return tl::unexpected<Error>(answer.error());
  return {};
}

}  // namespace

Expected<Browser> Browser::start(const BrowserOptions& options) {
  HIGHWATER_TRY_VOID(require_program(options.driver, "chromium-driver"));
  HIGHWATER_TRY_VOID(require_program(options.browser, "chromium"));
  HIGHWATER_TRY(TemporaryDirectory folder, TemporaryDirectory::create("highwater-browser"));
  const std::string log = folder.path() + "/driver.log";
  HIGHWATER_TRY(ProcessTree processes,
                ProcessTree::start({options.driver, "--port=0", "--allowed-ips=127.0.0.1"},
                                   environment_in(folder.path()), log));
  HIGHWATER_TRY(const std::string port, wait_for_port(log, options.patience));
  Browser browser(std::move(folder), std::move(processes), "http://127.0.0.1:" + port + "/session",
                  options.patience);
  HIGHWATER_TRY_VOID(browser.begin_session(options));
  return browser;
}

Expected<void> Browser::begin_session(const BrowserOptions& options) {
  const json wanted = {
      {"browserName", "chrome"},
      {"goog:loggingPrefs", {{"browser", "ALL"}}},
      {"timeouts", limits_of(patience_)},
      {"goog:chromeOptions", {{"binary", options.browser}, {"args", arguments_of(options, folder_.path())}}}};
  HIGHWATER_TRY(const json session, command("POST", "", {{"capabilities", {{"alwaysMatch", wanted}}}}));
  if (!session.contains("sessionId") || !session["sessionId"].is_string())
    return fail(ExitStatus::kProbe, "the driver's answer has no sessionId: " + session.dump());
  url_ += "/" + session["sessionId"].get<std::string>();
  return {};
}

Expected<json> Browser::command(const char* method, const std::string& path, const json& body) {
  HIGHWATER_TRY(
      const json answer,
      exchange({.method = method,
                .url = url_ + path,
                .body = body.is_null() ? "" : body.dump(-1, ' ', false, json::error_handler_t::replace),
                .timeout = patience_}));
  if (!answer.is_object() || !answer.contains("value"))
    return fail(ExitStatus::kProbe, fmt::format("{}: an answer without a value: {}", path, answer.dump()));
  const json& value = answer["value"];
  if (value.is_object() && value.contains("error") && value.contains("message"))
    return fail(ExitStatus::kProbe,
                fmt::format("{} {}: {}", path, body.dump().substr(0, 200), value["message"].dump()));
  return value;
}

Expected<json> Browser::post(const std::string& path, const json& body) {
  return command("POST", path, body);
}

Expected<void> Browser::open(const std::string& url) {
  HIGHWATER_TRY_VOID(nothing(post("/url", {{"url", url}})));
  HIGHWATER_TRY(const json shown, execute("return document.documentURI"));
  if (shown.is_string() && shown.get<std::string>().rfind("chrome-error:", 0) == 0)
    return fail(ExitStatus::kProbe, url + ": the page cannot be opened");
  return {};
}

Expected<json> Browser::execute(const std::string& script, const json& arguments) {
  return post("/execute/sync", {{"script", script}, {"args", arguments}});
}

Expected<Element> Browser::find(const std::string& selector) {
  HIGHWATER_TRY(const json value, post("/element", {{"using", "css selector"}, {"value", selector}}));
  HIGHWATER_TRY(std::string id, element_id(value));
  return Element{std::move(id)};
}

Expected<std::vector<Element>> Browser::find_all(const std::string& selector) {
  HIGHWATER_TRY(const json values, post("/elements", {{"using", "css selector"}, {"value", selector}}));
  std::vector<Element> elements;
  for (const json& value : values) {
    HIGHWATER_TRY(std::string id, element_id(value));
    elements.push_back({std::move(id)});
  }
  return elements;
}

Expected<std::string> Browser::text(const Element& element) {
  HIGHWATER_TRY(const json value, command("GET", "/element/" + element.id + "/text", nullptr));
  if (!value.is_string()) return fail(ExitStatus::kProbe, "the driver's answer is no text: " + value.dump());
  return value.get<std::string>();
}

Expected<void> Browser::click(const Element& element) {
  return nothing(post("/element/" + element.id + "/click", json::object()));
}

Expected<void> Browser::type(const Element& element, const std::string& text) {
  return nothing(post("/element/" + element.id + "/value", {{"text", text}}));
}

Expected<void> Browser::act(const json& source) {
  return nothing(post("/actions", {{"actions", json::array({source})}}));
}

Expected<void> Browser::hover(const Element& element) {
  // The middle of the element, at once.
  const json move = {
      {"type", "pointerMove"}, {"duration", 0}, {"x", 0}, {"y", 0}, {"origin", {{kElementKey, element.id}}}};
  return act({{"type", "pointer"}, {"id", "mouse"}, {"actions", json::array({move})}});
}

Expected<void> Browser::press(const std::string& text) {
  return act({{"type", "key"}, {"id", "keyboard"}, {"actions", key_strokes(text)}});
}

Expected<void> Browser::resize(int width, int height) {
  return nothing(post("/window/rect", {{"width", width}, {"height", height}}));
}

Expected<std::string> Browser::screenshot() {
  HIGHWATER_TRY(const json value, command("GET", "/screenshot", nullptr));
  if (!value.is_string()) return fail(ExitStatus::kProbe, "the driver's answer is no picture");
  return from_base64(value.get<std::string>());
}

Expected<void> Browser::save_screenshot(const std::string& path) {
  HIGHWATER_TRY(const std::string picture, screenshot());
  return write_file(path, picture);
}

Expected<std::vector<ConsoleEntry>> Browser::console() {
  HIGHWATER_TRY(const json values, post("/se/log", {{"type", "browser"}}));
  std::vector<ConsoleEntry> entries;
  for (const json& value : values)
    entries.push_back({level_named(value.value("level", "")), value.value("message", "")});
  return entries;
}

Expected<void> Browser::prefer(ColorScheme scheme) {
  const json feature = {{"name", "prefers-color-scheme"},
                        {"value", scheme == ColorScheme::kDark ? "dark" : "light"}};
  return nothing(devtools("Emulation.setEmulatedMedia", {{"features", json::array({feature})}}));
}

Expected<void> Browser::allow(Scripts scripts) {
  return nothing(devtools("Emulation.setScriptExecutionDisabled", {{"value", scripts == Scripts::kOff}}));
}

Expected<void> Browser::be_patient_for(std::chrono::milliseconds patience) {
  HIGHWATER_TRY_VOID(nothing(post("/timeouts", limits_of(patience))));
  patience_ = patience;
  return {};
}

Expected<json> Browser::devtools(const std::string& method, const json& parameters) {
  return post("/goog/cdp/execute", {{"cmd", method}, {"params", parameters}});
}

Expected<void> Browser::quit() {
  HIGHWATER_TRY_VOID(nothing(command("DELETE", "", nullptr)));
  processes_.end();
  return {};
}

}  // namespace highwater
