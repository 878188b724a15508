// SPDX-License-Identifier: Apache-2.0
#include "tests/consumers/typed_shell.h"

#include <gtest/gtest.h>
#include <poll.h>
#include <pty.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>

namespace highwater {
namespace {

// A shell that has not answered by then never will, on a busy machine either.
constexpr std::chrono::seconds kPatience{60};

std::vector<char*> pointers(std::vector<std::string>& words) {
  std::vector<char*> all;
  for (std::string& word : words) all.push_back(word.data());
  all.push_back(nullptr);
  return all;
}

}  // namespace

TypedShell::TypedShell(const std::vector<std::string>& argv, const std::vector<std::string>& environment,
                       const std::string& folder) {
  std::vector<std::string> words = argv;
  std::vector<std::string> variables = environment;
  const std::vector<char*> word_pointers = pointers(words);
  const std::vector<char*> variable_pointers = pointers(variables);
  int master = -1;
  child_ = ::forkpty(&master, nullptr, nullptr, nullptr);
  if (child_ == 0) {
    if (::chdir(folder.c_str()) == 0)
      ::execve(words[0].c_str(), word_pointers.data(), variable_pointers.data());
    ::_exit(127);
  }
  EXPECT_GT(child_, 0);
  terminal_ = Fd(master);
}

TypedShell::~TypedShell() {
  if (child_ <= 0) return;
  ::kill(child_, SIGKILL);
  int status = 0;
  ::waitpid(child_, &status, 0);
}

std::string TypedShell::read_until(const std::string& text) {
  const auto deadline = std::chrono::steady_clock::now() + kPatience;
  std::size_t at = std::string::npos;
  while ((at = pending_.find(text)) == std::string::npos) {
    pollfd ready{.fd = terminal_.get(), .events = POLLIN, .revents = 0};
    const auto left =
        std::chrono::duration_cast<std::chrono::milliseconds>(deadline - std::chrono::steady_clock::now());
    char bytes[4096];
    if (left.count() <= 0 || ::poll(&ready, 1, static_cast<int>(left.count())) <= 0) return {};
    const ssize_t count = ::read(terminal_.get(), bytes, sizeof bytes);
    if (count <= 0) return {};
    pending_.append(bytes, static_cast<std::size_t>(count));
  }
  std::string seen = pending_.substr(0, at + text.size());
  pending_.erase(0, at + text.size());
  return seen;
}

std::string TypedShell::type(const std::string& keys) {
  const std::string line = keys + "\n";
  if (read_until(kPrompt).empty()) {
    ADD_FAILURE() << "no prompt: " << pending_;
    return {};
  }
  EXPECT_EQ(::write(terminal_.get(), line.data(), line.size()), static_cast<ssize_t>(line.size()));
  if (read_until("ARGS<").empty()) {
    ADD_FAILURE() << keys << ": the command was not called: " << pending_;
    return {};
  }
  std::string arguments = read_until(">");
  if (!arguments.empty()) arguments.pop_back();
  return arguments;
}

}  // namespace highwater
