// SPDX-License-Identifier: Apache-2.0
// One message a name, and one an answer: "y" and the text, or "n".
#include "symbols/demangler_process.h"

#include <cxxabi.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <memory>
#include <string_view>
#include <vector>

namespace highwater {
namespace {

// Of processor time, so that a busy machine changes no name. Real names take thousandths of a second; in this
// time a hundred megabytes can be written.
constexpr suseconds_t kMostMicroseconds = 100'000;

constexpr std::size_t kLongestQuestion = 65536;

ssize_t received(int socket, char* bytes, std::size_t room) {
  for (;;) {
    const ssize_t got = ::recv(socket, bytes, room, 0);
    if (got >= 0 || errno != EINTR) return got;
  }
}

bool sent(int socket, std::string_view message) {
  for (;;) {
    const ssize_t put = ::send(socket, message.data(), message.size(), MSG_NOSIGNAL);
    if (put >= 0 || errno != EINTR) return put == static_cast<ssize_t>(message.size());
  }
}

// From now on, or no longer; SIGPROF ends the process.
void limit_time(suseconds_t microseconds) {
  const itimerval timer{.it_interval = {}, .it_value = {.tv_sec = 0, .tv_usec = microseconds}};
  ::setitimer(ITIMER_PROF, &timer, nullptr);
}

std::string answer_to(const char* name) {
  int status = 0;
  const std::unique_ptr<char, void (*)(void*)> text(abi::__cxa_demangle(name, nullptr, nullptr, &status),
                                                    std::free);
  if (status != 0 || text == nullptr) return "n";
  const std::string_view words = text.get();
  return words.size() > kLongestDemangled ? "n" : "y" + std::string(words);
}

// Of what the harness has set up only standard streams stay: a socket or pipe that is open here too would not
// end for whoever reads it.
void leave_the_harness(int socket) {
  for (const int signal : {SIGINT, SIGTERM, SIGHUP, SIGQUIT})
    ::signal(signal, SIG_IGN);  // the harness decides
  for (const int signal : {SIGPROF, SIGSEGV, SIGBUS, SIGABRT}) ::signal(signal, SIG_DFL);
  sigset_t none;
  ::sigemptyset(&none);
  ::sigprocmask(SIG_SETMASK, &none, nullptr);
  ::prctl(PR_SET_DUMPABLE, 0);  // its end is no news
  if (socket > 3) ::close_range(3, static_cast<unsigned>(socket) - 1, 0);
  ::close_range(static_cast<unsigned>(socket) + 1, ~0U, 0);
}

[[noreturn]] void answer_all(int socket) {
  leave_the_harness(socket);
  std::vector<char> question(kLongestQuestion + 1);
  for (;;) {
    const ssize_t size = received(socket, question.data(), kLongestQuestion);
    if (size <= 0) ::_exit(0);
    question[static_cast<std::size_t>(size)] = '\0';
    limit_time(kMostMicroseconds);
    const std::string answer = answer_to(question.data());
    limit_time(0);
    if (!sent(socket, answer)) ::_exit(0);
  }
}

}  // namespace

bool DemanglerProcess::start() {
  int ends[2];
  if (::socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) != 0) return false;
  socket_.reset(ends[0]);
  const Fd other(ends[1]);
  pid_ = ::fork();
  if (pid_ == 0) answer_all(other.get());
  if (pid_ < 0) socket_.reset();
  return pid_ > 0;
}

void DemanglerProcess::end() {
  socket_.reset();
  if (pid_ <= 0) return;
  ::kill(pid_, SIGKILL);
  while (::waitpid(pid_, nullptr, 0) < 0 && errno == EINTR) continue;
  pid_ = -1;
}

Demangled DemanglerProcess::demangle(const std::string& name) {
  if (name.size() > kLongestQuestion) return {};
  if (lost_.contains(name)) return {.text = std::nullopt, .took_too_long = true};
  if (pid_ <= 0 && !start()) return {};
  std::string answer(kLongestDemangled + 1, '\0');
  const ssize_t size =
      sent(socket_.get(), name) ? received(socket_.get(), answer.data(), answer.size()) : ssize_t{0};
  if (size <= 0) {
    end();
    lost_.insert(name);
    return {.text = std::nullopt, .took_too_long = true};
  }
  answer.resize(static_cast<std::size_t>(size));
  if (answer.front() != 'y') return {};
  return {.text = answer.substr(1), .took_too_long = false};
}

}  // namespace highwater
