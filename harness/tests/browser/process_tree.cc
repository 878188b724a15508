// SPDX-License-Identifier: Apache-2.0
// The keeper is a subreaper: a process whose parent ends becomes its child. Killing its children until it has
// none therefore reaches all, however they are nested and whatever groups and sessions they have made.
#include "tests/browser/process_tree.h"

#include <dirent.h>
#include <fcntl.h>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <utility>

#include "base/fd.h"
#include "base/file.h"

namespace highwater {
namespace {

constexpr int kPollMilliseconds = 50;
constexpr int kFirstOwnFd = STDERR_FILENO + 1;

std::vector<char*> pointers(const std::vector<std::string>& words) {
  std::vector<char*> result;
  for (const std::string& word : words) result.push_back(const_cast<char*>(word.c_str()));
  result.push_back(nullptr);
  return result;
}

// "number (name) state parent …": the name may hold anything, so the last parenthesis counts.
int parent_of(int pid) {
  const std::string stat = read_file("/proc/" + std::to_string(pid) + "/stat").value_or("");
  const std::size_t name_end = stat.rfind(')');
  if (name_end == std::string::npos || name_end + 4 > stat.size()) return -1;
  return std::atoi(stat.c_str() + name_end + 4);
}

// The server never returns from here. What it inherits are the three standard streams alone.
[[noreturn]] void become_server(char* const* arguments, char* const* variables) {
  for (const int number : {SIGINT, SIGTERM, SIGHUP}) std::signal(number, SIG_DFL);
  ::close_range(kFirstOwnFd, ~0U, 0);
  ::execve(arguments[0], arguments, variables);
  ::_exit(127);
}

void kill_all_children() {
  for (;;) {
    for (const int child : children_of(::getpid())) ::kill(child, SIGKILL);
    int ended = 0;
    while ((ended = ::waitpid(-1, nullptr, WNOHANG)) > 0) continue;
    if (ended < 0 && errno == ECHILD) return;
    ::poll(nullptr, 0, 1);
  }
}

// Until the other end of the pipe is closed. Meanwhile reaps what it has adopted.
void wait_for_the_end(int pipe) {
  pollfd waited{.fd = pipe, .events = POLLIN, .revents = 0};
  while (::poll(&waited, 1, kPollMilliseconds) <= 0)
    while (::waitpid(-1, nullptr, WNOHANG) > 0) continue;
}

// A session of its own: what is typed at the test's terminal ends the test, whose end reaches the keeper
// through the pipe. Files of the test that the keeper held open would look as if the test still ran.
[[noreturn]] void keep(int pipe, int output, char* const* arguments, char* const* variables) {
  ::setsid();
  ::prctl(PR_SET_CHILD_SUBREAPER, 1);
  for (const int number : {SIGINT, SIGTERM, SIGHUP}) std::signal(number, SIG_IGN);
  const int null = ::open("/dev/null", O_RDONLY);
  if (null < 0 || ::dup2(null, STDIN_FILENO) < 0 || ::dup2(output, STDOUT_FILENO) < 0 ||
      ::dup2(output, STDERR_FILENO) < 0)
    ::_exit(127);
  const int kept = ::fcntl(pipe, F_DUPFD, kFirstOwnFd + 100);
  if (kept < 0) ::_exit(127);
  ::close_range(kFirstOwnFd, static_cast<unsigned>(kept - 1), 0);
  ::close_range(static_cast<unsigned>(kept + 1), ~0U, 0);
  const int server = ::fork();
  if (server == 0) become_server(arguments, variables);
  if (server > 0) wait_for_the_end(kept);
  kill_all_children();
  ::_exit(0);
}

}  // namespace

Expected<ProcessTree> ProcessTree::start(const std::vector<std::string>& argv,
                                         const std::vector<std::string>& environment,
                                         const std::string& output_path) {
  if (::access(argv[0].c_str(), X_OK) != 0) return fail_errno(errno, "start", argv[0]);
  const Fd output(::open(output_path.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600));
  if (!output) return fail_errno(errno, "open", output_path);
  int ends[2];
  if (::pipe2(ends, O_CLOEXEC) != 0) return fail_errno(errno, "pipe", argv[0]);
  const Fd keepers(ends[0]);
  Fd ours(ends[1]);
  const std::vector<char*> arguments = pointers(argv);
  const std::vector<char*> variables = pointers(environment);
  const int keeper = ::fork();
  if (keeper < 0) return fail_errno(errno, "fork", argv[0]);
  if (keeper == 0) keep(keepers.get(), output.get(), arguments.data(), variables.data());
  return ProcessTree(keeper, ours.release());
}

ProcessTree::ProcessTree(ProcessTree&& other) noexcept
    : keeper_(std::exchange(other.keeper_, -1)), pipe_(std::exchange(other.pipe_, -1)) {}

ProcessTree& ProcessTree::operator=(ProcessTree&& other) noexcept {
  if (this == &other) return *this;
  end();
  keeper_ = std::exchange(other.keeper_, -1);
  pipe_ = std::exchange(other.pipe_, -1);
  return *this;
}

void ProcessTree::end() {
  if (keeper_ < 0) return;
  // A byte as well: a younger keeper has this end of the pipe too until it has closed what it does not need.
  [[maybe_unused]] const ssize_t written = ::write(pipe_, "x", 1);
  ::close(pipe_);
  while (::waitpid(keeper_, nullptr, 0) < 0 && errno == EINTR) continue;
  keeper_ = -1;
  pipe_ = -1;
}

std::vector<int> children_of(int parent) {
  std::vector<int> children;
  DIR* processes = ::opendir("/proc");
  if (processes == nullptr) return children;
  while (const dirent* entry = ::readdir(processes)) {
    const int pid = std::atoi(entry->d_name);
    if (pid > 0 && parent_of(pid) == parent) children.push_back(pid);
  }
  ::closedir(processes);
  return children;
}

std::vector<int> descendants_of(int parent) {
  std::vector<int> all = children_of(parent);
  for (std::size_t i = 0; i < all.size(); ++i)
    for (const int child : children_of(all[i])) all.push_back(child);
  return all;
}

}  // namespace highwater
