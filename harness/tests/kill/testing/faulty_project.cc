// SPDX-License-Identifier: Apache-2.0
#include "tests/kill/testing/faulty_project.h"

#include <gtest/gtest.h>

#include <cctype>
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <thread>

namespace highwater {
namespace {

using Json = nlohmann::json;

bool ends_in(const std::string& text, const std::string& end) {
  return text.size() >= end.size() && text.compare(text.size() - end.size(), end.size(), end) == 0;
}

bool is_whole(const std::string& name, const std::string& text) {
  if (name.find(".json") != std::string::npos) return Json::accept(text) && ends_in(text, "}\n");
  if (name.find(".html") != std::string::npos) return ends_in(text, "</html>\n");
  if (name.find(".xml") != std::string::npos) return ends_in(text, "</testsuites>\n");
  return true;
}

// A process that has the folder's name among its arguments or is in it; "" when there is none.
std::string process_in(const std::string& folder) {
  std::error_code ignored;
  for (const auto& entry : std::filesystem::directory_iterator("/proc", ignored)) {
    const std::string number = entry.path().filename().string();
    if (number.empty() || std::isdigit(static_cast<unsigned char>(number.front())) == 0) continue;
    if (!is_running(std::atoi(number.c_str()))) continue;
    const std::string command = read_file(entry.path().string() + "/cmdline").value_or("");
    const std::string place = std::filesystem::read_symlink(entry.path() / "cwd", ignored).string();
    if (command.find(folder) != std::string::npos || place.rfind(folder, 0) == 0)
      return number + " " + command.substr(0, command.find('\0'));
  }
  return "";
}

}  // namespace

int rounds(int usual) {
  const char* const more = std::getenv("HIGHWATER_TEST_ROUNDS");
  return more == nullptr ? usual : usual * std::max(1, std::atoi(more));
}

FaultyProject::FaultyProject() {
  for (const char* name : {"a/b", "a/c"}) project_.scenario(name, {"allocate", "100000", "0"});
  project_.accept();
  EXPECT_THAT(project_.check(), Succeeds());
}

Ran FaultyProject::with_fault(const std::string& fault, const Words& arguments) {
  project_.variable("LD_PRELOAD", HIGHWATER_TEST_FAULTS);
  project_.variable("HIGHWATER_TEST_FAULT", fault);
  project_.variable("HIGHWATER_TEST_FAULT_COUNT", project_.path("../count"));
  Ran ran = project_.highwater(arguments);
  project_.variable("HIGHWATER_TEST_FAULT", "none");
  return ran;
}

int FaultyProject::calls_of(const Words& arguments) {
  project_.highwater(arguments);  // makes folders once and for all
  const Ran ran = with_fault("count:0", arguments);
  EXPECT_TRUE(ran.code.has_value());
  return std::atoi(project_.text(project_.path("../count")).c_str());
}

void FaultyProject::expect_whole_files() {
  for (const std::string& name : files_below(project_.folder()))
    EXPECT_TRUE(is_whole(name, project_.text(project_.path(name)))) << name << " is not whole";
  for (const char* name : {"a/b", "a/c"})
    EXPECT_TRUE(std::filesystem::exists(project_.baseline_path(name))) << name << " has lost its baseline";
}

void FaultyProject::expect_no_process() {
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(5);
  std::string found;
  while (!(found = process_in(project_.folder())).empty() && std::chrono::steady_clock::now() < deadline)
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  EXPECT_EQ(found, "") << "is still there";
}

void FaultyProject::expect_right_again() {
  EXPECT_THAT(project_.update({"--reason", "again"}), Succeeds());
  EXPECT_THAT(project_.check(), Says(ExitStatus::kOk, ""));
  project_.scenario("a/c", {"allocate", "900000", "0"});
  EXPECT_THAT(project_.check(), Says(ExitStatus::kRegression, "FAIL  a/c"));
}

}  // namespace highwater
