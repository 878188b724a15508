// SPDX-License-Identifier: Apache-2.0
#include "tests/gate/testing/background.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <thread>

#include "base/file.h"

namespace highwater {
namespace {

using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;

constexpr auto kPatience = 60s;

std::vector<char*> pointers(const std::vector<std::string>& words) {
  std::vector<char*> result;
  for (const std::string& word : words) result.push_back(const_cast<char*>(word.c_str()));
  result.push_back(nullptr);
  return result;
}

void open_as(int fd, const std::string& path, int flags) {
  const int opened = ::open(path.c_str(), flags, 0644);
  if (opened < 0 || ::dup2(opened, fd) < 0) ::_exit(127);
  if (opened != fd) ::close(opened);
}

}  // namespace

Background::Background(const std::vector<std::string>& argv, const std::vector<std::string>& environment,
                       const std::string& folder)
    : output_(folder + ".output") {
  const std::vector<char*> arguments = pointers(argv);
  const std::vector<char*> variables = pointers(environment);
  // Ends when the program has taken the child's place.
  std::array<int, 2> started{};
  EXPECT_EQ(::pipe2(started.data(), O_CLOEXEC), 0);
  pid_ = ::fork();
  if (pid_ == 0) {
    if (::chdir(folder.c_str()) != 0) ::_exit(127);
    open_as(STDIN_FILENO, "/dev/null", O_RDONLY);
    open_as(STDOUT_FILENO, output_, O_WRONLY | O_CREAT | O_TRUNC);
    open_as(STDERR_FILENO, output_ + ".error", O_WRONLY | O_CREAT | O_TRUNC);
    ::execve(arguments[0], arguments.data(), variables.data());
    ::_exit(127);
  }
  EXPECT_GT(pid_, 0) << "fork";
  ::close(started[1]);
  char nothing = 0;
  while (::read(started[0], &nothing, 1) < 0 && errno == EINTR) {
  }
  ::close(started[0]);
}

Background::~Background() {
  if (pid_ > 0) {
    ::kill(pid_, SIGKILL);
    ::waitpid(pid_, nullptr, 0);
  }
  std::error_code ignored;
  std::filesystem::remove(output_, ignored);
  std::filesystem::remove(output_ + ".error", ignored);
}

void Background::signal(int number) const {
  EXPECT_EQ(::kill(pid_, number), 0);
}

Ran Background::wait() {
  const Clock::time_point deadline = Clock::now() + kPatience;
  int status = 0;
  int ended = 0;
  while ((ended = ::waitpid(pid_, &status, WNOHANG)) == 0) {
    if (Clock::now() > deadline) signal(SIGKILL);
    std::this_thread::sleep_for(1ms);
  }
  EXPECT_EQ(ended, pid_);
  pid_ = -1;
  Ran ran;
  if (WIFEXITED(status)) ran.code = WEXITSTATUS(status);
  ran.out = read_file(output_).value_or("");
  ran.err = read_file(output_ + ".error").value_or("");
  return ran;
}

std::vector<int> wait_for_numbers(const std::string& path) {
  const Clock::time_point deadline = Clock::now() + kPatience;
  while (Clock::now() < deadline) {
    std::ifstream file(path);
    std::vector<int> numbers;
    for (int number = 0; file >> number;) numbers.push_back(number);
    if (!numbers.empty()) return numbers;
    std::this_thread::sleep_for(1ms);
  }
  ADD_FAILURE() << path << " did not appear";
  return {};
}

bool is_running(int pid) {
  // "number (name) state": the name may hold anything, so the last parenthesis counts.
  const std::string stat = read_file("/proc/" + std::to_string(pid) + "/stat").value_or("");
  const std::size_t name_end = stat.rfind(')');
  if (name_end == std::string::npos) return false;
  const char state = stat[name_end + 2];
  return state != 'Z' && state != 'X';
}

bool ends_soon(int pid) {
  const Clock::time_point deadline = Clock::now() + 10s;
  while (is_running(pid) && Clock::now() < deadline) std::this_thread::sleep_for(1ms);
  return !is_running(pid);
}

std::vector<std::string> files_below(const std::string& folder) {
  std::vector<std::string> files;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder))
    if (!entry.is_directory()) files.push_back(entry.path().lexically_relative(folder).string());
  std::sort(files.begin(), files.end());
  return files;
}

}  // namespace highwater
