// SPDX-License-Identifier: Apache-2.0
#include "serve/mhd_server.h"

#include <microhttpd.h>
#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <csignal>
#include <new>
#include <system_error>
#include <thread>

#include "serve/mhd_exchange.h"

namespace highwater {
namespace {

constexpr unsigned kMostConnections = 4096;
// Headers and what libmicrohttpd needs besides, for each connection. More headers are answered with 431.
constexpr std::size_t kConnectionBytes = 16UL * 1024;
constexpr unsigned kPatienceSeconds = 15;
// When there are many, those that say nothing make room.
constexpr int kManyConnections = 512;
constexpr unsigned kShortPatienceSeconds = 3;

using Exchange = std::shared_ptr<MhdExchange>;
using Clock = std::chrono::steady_clock;

int socket_of(MHD_Connection* connection) {
  return MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CONNECTION_FD)->connect_fd;
}

MHD_Result on_request(void* closure, MHD_Connection* connection, const char* path, const char* method,
                      const char*, const char*, std::size_t* body_bytes, void** state) {
  MhdServer& server = *static_cast<MhdServer*>(closure);
  try {
    if (*state == nullptr) {
      ++server.requests();
      auto* const exchange =
          new Exchange(std::make_shared<MhdExchange>(connection, read_request(connection, path, method)));
      *state = exchange;
      const MHD_Result begun = (*exchange)->begin(server.handler());
      if ((*exchange)->has_answer()) server.deadlines().met(socket_of(connection));
      return begun;
    }
    MhdExchange& exchange = **static_cast<Exchange*>(*state);
    if (*body_bytes == 0) {
      server.deadlines().met(socket_of(connection));
      return exchange.answer(server.handler());
    }
    const MHD_Result taken = exchange.take_body(*body_bytes);
    *body_bytes = 0;
    return taken;
  } catch (...) {  // out of memory: through C there is no way for it
    return MHD_NO;
  }
}

// Out of memory, and through C there is no way for it: libmicrohttpd's own patience has to do.
void expect_request(MhdServer& server, MHD_Connection* connection) {
  try {
    server.deadlines().expect(socket_of(connection), Clock::now());
  } catch (const std::bad_alloc&) {
  }
}

void on_end(void* closure, MHD_Connection* connection, void** state, MHD_RequestTerminationCode) {
  if (*state == nullptr) return;
  delete static_cast<Exchange*>(*state);
  *state = nullptr;
  MhdServer& server = *static_cast<MhdServer*>(closure);
  --server.requests();
  // The next one; where there will be none, on_connection() comes before the socket is closed.
  expect_request(server, connection);
}

void on_connection(void* closure, MHD_Connection* connection, void**, MHD_ConnectionNotificationCode what) {
  MhdServer& server = *static_cast<MhdServer*>(closure);
  if (what == MHD_CONNECTION_NOTIFY_CLOSED) {
    --server.connections();
    server.deadlines().met(socket_of(connection));
    return;
  }
  if (++server.connections() > kManyConnections)
    MHD_set_connection_option(connection, MHD_CONNECTION_OPTION_TIMEOUT, kShortPatienceSeconds);
  if (server.connections() > server.limits().many_connections) server.deadlines().make_room();
  expect_request(server, connection);
}

// A thousand connections are as many files, and a shell allows just that by default.
void allow_many_files() {
  rlimit limit{};
  if (::getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
  constexpr rlim_t kWanted = kMostConnections + 256;
  if (limit.rlim_cur >= kWanted) return;
  limit.rlim_cur = std::min(kWanted, limit.rlim_max);
  ::setrlimit(RLIMIT_NOFILE, &limit);
}

}  // namespace

void MhdServer::sweep_until_end() {
  const std::chrono::milliseconds pause = std::min(limits_.patience / 4, std::chrono::milliseconds(1000));
  std::unique_lock lock(mutex_);
  while (!ends_.wait_for(lock, pause, [&] { return at_end_; })) deadlines_.sweep(Clock::now());
}

std::unique_ptr<MhdServer> MhdServer::start(int listening_socket, HttpHandler& handler,
                                            const HttpLimits& limits) {
  allow_many_files();
  auto server = std::make_unique<MhdServer>(handler, limits);
  // Signals are the main thread's.
  sigset_t all;
  sigset_t before;
  ::sigfillset(&all);
  ::pthread_sigmask(SIG_SETMASK, &all, &before);
  server->daemon_ = MHD_start_daemon(
      MHD_USE_EPOLL_INTERNAL_THREAD | MHD_ALLOW_SUSPEND_RESUME | MHD_USE_ITC, 0, nullptr, nullptr, on_request,
      server.get(), MHD_OPTION_LISTEN_SOCKET, listening_socket, MHD_OPTION_CONNECTION_LIMIT, kMostConnections,
      MHD_OPTION_CONNECTION_MEMORY_LIMIT, kConnectionBytes, MHD_OPTION_CONNECTION_TIMEOUT, kPatienceSeconds,
      MHD_OPTION_NOTIFY_COMPLETED, on_end, server.get(), MHD_OPTION_NOTIFY_CONNECTION, on_connection,
      server.get(), MHD_OPTION_END);
  if (server->daemon_ != nullptr)
    server->start_sweeper();
  else
    ::close(listening_socket);
  ::pthread_sigmask(SIG_SETMASK, &before, nullptr);
  if (server->daemon_ == nullptr) return nullptr;
  return server;
}

void MhdServer::start_sweeper() {
  try {
    sweeper_ = std::thread([this] { sweep_until_end(); });
  } catch (const std::system_error&) {  // no more threads: a server without is none
    MHD_stop_daemon(daemon_);           // closes the socket
    daemon_ = nullptr;
  }
}

MhdServer::~MhdServer() {
  if (daemon_ == nullptr) return;
  const int socket = MHD_quiesce_daemon(daemon_);
  // An answer that was just given is on its way; stopping now would cut it off.
  const auto deadline = Clock::now() + std::chrono::seconds(1);
  while (requests_ > 0 && Clock::now() < deadline) std::this_thread::sleep_for(std::chrono::milliseconds(1));
  MHD_stop_daemon(daemon_);
  {
    const std::lock_guard lock(mutex_);
    at_end_ = true;
  }
  ends_.notify_all();
  sweeper_.join();
  if (socket >= 0) ::close(socket);
}

}  // namespace highwater
