// SPDX-License-Identifier: Apache-2.0
#include "serve/request_deadlines.h"

#include <gtest/gtest.h>
#include <poll.h>
#include <sys/socket.h>

#include <array>

#include "base/fd.h"

namespace highwater {
namespace {

using namespace std::chrono_literals;

constexpr RequestDeadlines::Time kStart{};

class Connection {
 public:
  Connection() {
    std::array<int, 2> ends{};
    EXPECT_EQ(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends.data()), 0);
    server_ = Fd(ends[0]);
    client_ = Fd(ends[1]);
  }
  int socket() const { return server_.get(); }
  bool is_cut_off() const {
    pollfd poll{client_.get(), POLLIN, 0};
    return ::poll(&poll, 1, 0) == 1;
  }

 private:
  Fd server_;
  Fd client_;
};

TEST(RequestDeadlines, WhoDoesNotAskInTimeIsCutOff) {
  Connection slow;
  Connection later;
  RequestDeadlines deadlines(10s);
  deadlines.expect(slow.socket(), kStart);
  deadlines.expect(later.socket(), kStart + 1s);
  deadlines.sweep(kStart + 9s);
  EXPECT_FALSE(slow.is_cut_off());
  deadlines.sweep(kStart + 10s);
  EXPECT_TRUE(slow.is_cut_off());
  EXPECT_FALSE(later.is_cut_off());
}

TEST(RequestDeadlines, AnAnswerMayTakeAsLongAsItDoes) {
  Connection stream;
  RequestDeadlines deadlines(10s);
  deadlines.expect(stream.socket(), kStart);
  deadlines.met(stream.socket());
  deadlines.sweep(kStart + 1h);
  deadlines.make_room();
  EXPECT_FALSE(stream.is_cut_off());
}

TEST(RequestDeadlines, TheNextRequestHasItsOwnTime) {
  Connection kept;
  RequestDeadlines deadlines(10s);
  deadlines.expect(kept.socket(), kStart);
  deadlines.met(kept.socket());
  deadlines.expect(kept.socket(), kStart + 30s);
  deadlines.expect(kept.socket(), kStart + 31s);
  deadlines.sweep(kStart + 40s);
  EXPECT_FALSE(kept.is_cut_off());
  deadlines.sweep(kStart + 41s);
  EXPECT_TRUE(kept.is_cut_off());
}

TEST(RequestDeadlines, TheOldestMakesRoom) {
  Connection first;
  Connection second;
  RequestDeadlines deadlines(10s);
  deadlines.make_room();
  deadlines.expect(first.socket(), kStart);
  deadlines.expect(second.socket(), kStart + 1s);
  deadlines.make_room();
  EXPECT_TRUE(first.is_cut_off());
  EXPECT_FALSE(second.is_cut_off());
}

}  // namespace
}  // namespace highwater
