// SPDX-License-Identifier: Apache-2.0
// Whatever a client sends to the live page's server: the input is the bytes of one connection, which may hold
// several requests. The server is the real one, libmicrohttpd and all, the command behind it made up.
#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <cstdio>
#include <cstring>
#include <memory>
#include <string>

#include "base/fd.h"
#include "fuzz/still_target.h"
#include "fuzz/targets.h"
#include "serve/live_service.h"
#include "serve/mhd_server.h"

namespace highwater::fuzz {
namespace {

// Seeds have it, so that most inputs get behind the guard.
constexpr char kKnownToken[] = "0123456789abcdef";
// What clients have set, marks and snapshots, goes with the server that has it.
constexpr int kInputsForEachServer = 2000;
constexpr int kInputsBetweenChecks = 100;
// A stream and a profile over time do not end: nothing more within this is the end of an answer.
constexpr int kPatienceMilliseconds = 100;
// A good request must be answered, however busy the machine is.
constexpr int kLongPatienceMilliseconds = 15'000;

// Without ports, which would run out.
sockaddr_un name_of_socket() {
  sockaddr_un name{};
  name.sun_family = AF_UNIX;
  std::snprintf(name.sun_path + 1, sizeof name.sun_path - 1, "highwater-fuzz-%d", ::getpid());
  return name;
}

int listening_socket() {
  const sockaddr_un name = name_of_socket();
  const int socket = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  require(
      ::bind(socket, reinterpret_cast<const sockaddr*>(&name), sizeof name) == 0 && ::listen(socket, 64) == 0,
      "no socket to listen at");
  return socket;
}

class Server {
 public:
  Server() : server_(MhdServer::start(listening_socket(), service_, {})) {
    require(server_ != nullptr, "the server does not start");
  }
  ~Server() { service_.end(); }
  Server(const Server&) = delete;  // the service borrows the target
  Server& operator=(const Server&) = delete;

  // All that is answered on one connection. kSaysSo: the client says that nothing more comes, which ends most
  // inputs at once; libmicrohttpd may then give up what it has not answered yet.
  enum class End { kSaysSo, kWaits };
  std::string answers_to(std::string_view sent, End end, int patience_milliseconds) {
    const sockaddr_un name = name_of_socket();
    const Fd socket(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
    require(::connect(socket.get(), reinterpret_cast<const sockaddr*>(&name), sizeof name) == 0,
            "no connection");
    while (!sent.empty()) {
      const ssize_t taken = ::send(socket.get(), sent.data(), sent.size(), MSG_NOSIGNAL);
      if (taken <= 0) break;  // it has had enough
      sent.remove_prefix(static_cast<std::size_t>(taken));
    }
    if (end == End::kSaysSo) ::shutdown(socket.get(), SHUT_WR);
    std::string answers;
    char part[16384];
    pollfd poll_for = {socket.get(), POLLIN, 0};
    while (::poll(&poll_for, 1, patience_milliseconds) > 0) {
      const ssize_t got = ::recv(socket.get(), part, sizeof part, 0);
      if (got <= 0) break;
      answers.append(part, static_cast<std::size_t>(got));
      if (answers.find("text/event-stream") != std::string::npos) break;
    }
    return answers;
  }

 private:
  StillTarget target_;
  LiveService service_{target_,
                       {.command = {"./service"},
                        .limit = ChartLimit{"--fail-above", 4096},
                        .can_record = true,
                        .can_snapshot = true},
                       Guard(kKnownToken, {})};
  std::unique_ptr<MhdServer> server_;  // the last: it asks the service
};

}  // namespace

std::string http_answers(std::string_view input) {
  Server server;
  return server.answers_to(input, Server::End::kWaits, kPatienceMilliseconds);
}

void ask_http(std::string_view input) {
  static int inputs = 0;
  static std::unique_ptr<Server> server;
  if (inputs++ % kInputsForEachServer == 0) {
    server.reset();
    server = std::make_unique<Server>();
  }
  const std::string answers = server->answers_to(input, Server::End::kSaysSo, kPatienceMilliseconds);
  require(answers.empty() || answers.starts_with("HTTP/1.1 "), "an answer that is not HTTP");
  if (inputs % kInputsBetweenChecks != 0) return;
  const std::string request =
      std::string("GET /metrics HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer ") + kKnownToken +
      "\r\nConnection: close\r\n\r\n";
  const auto deadline =
      std::chrono::steady_clock::now() + std::chrono::milliseconds(kLongPatienceMilliseconds);
  std::string good;
  // 503 is right as long as requests wait whose clients had no patience.
  do {
    good = server->answers_to(request, Server::End::kWaits, kLongPatienceMilliseconds);
  } while (good.starts_with("HTTP/1.1 503 ") && std::chrono::steady_clock::now() < deadline);
  if (!good.starts_with("HTTP/1.1 200 ")) std::fprintf(stderr, "answered with: \"%s\"\n", good.c_str());
  require(good.starts_with("HTTP/1.1 200 ") && good.find("highwater_") != std::string::npos,
          "others are no longer answered");
}

}  // namespace highwater::fuzz
