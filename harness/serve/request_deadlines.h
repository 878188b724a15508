// SPDX-License-Identifier: Apache-2.0
// Connections from which a whole request is due. libmicrohttpd knows only how long a connection has been
// idle, and a client that sends a byte now and then never is. Used by mhd_server.cc, in the plug-in.
#pragma once

#include <chrono>
#include <cstddef>
#include <list>
#include <mutex>
#include <unordered_map>

namespace highwater {

// Thread safety: all functions from any thread. Cutting a connection off shuts its socket down and leaves
// closing to the owner, who says closed() first: until then the number is the same socket's.
class RequestDeadlines {
 public:
  using Time = std::chrono::steady_clock::time_point;

  explicit RequestDeadlines(std::chrono::milliseconds patience) : patience_(patience) {}

  // From now on a request is due: the connection is new, or its last request has its answer.
  void expect(int socket, Time now);
  // It is there, or the connection is closed.
  void met(int socket);

  // Cuts off those that have had their time.
  void sweep(Time now);
  // Cuts off the one that has been waited for longest, if any: its place is needed.
  void make_room();

 private:
  struct Due {
    int socket;
    Time since;
  };

  void cut_off_oldest();

  const std::chrono::milliseconds patience_;
  std::mutex mutex_;
  std::list<Due> due_;  // oldest first
  std::unordered_map<int, std::list<Due>::iterator> by_socket_;
};

}  // namespace highwater
