// SPDX-License-Identifier: Apache-2.0
// What clients should not do: none of it keeps anybody else from an answer, or ends the server.
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <random>

#include "tests/live_http/testing/served_target.h"

namespace highwater {
namespace {

using namespace std::chrono_literals;
using testing::StartsWith;

class LiveHostile : public testing::Test {
 protected:
  void expect_an_answer() {
    const WebAnswer answer = served_.get("/metrics");
    EXPECT_EQ(answer.status, 200);
    EXPECT_LT(answer.elapsed, 1s);
  }
  std::string answer_to(const std::string& bytes) {
    RawClient client(served_.port());
    client.say(bytes);
    return client.hear("\r\n\r\n");
  }
  ServedTarget served_;
};

TEST_F(LiveHostile, AThousandIdleConnectionsKeepNobodyWaiting) {
  std::vector<std::unique_ptr<RawClient>> idle;
  for (int i = 0; i < 1000; ++i) {
    idle.push_back(std::make_unique<RawClient>(served_.port()));
    ASSERT_TRUE(idle.back()->is_connected()) << i;
    // Half of them begin to speak, and stop.
    if (i % 2 == 0) idle.back()->say("GET /metrics HTTP/1.1\r\nHost: ");
  }
  expect_an_answer();
  EXPECT_EQ(served_.get("/debug/pprof/heap").status, 200);
}

// Each byte is a sign of life, and no request.
TEST(LiveSlow, WhoSendsAByteNowAndThenIsCutOffAndNobodyElse) {
  ServedTarget served(std::nullopt, {.patience = 500ms});
  RawClient watching(served.port());
  watching.say(served.request("GET", "/api/events") + "\r\n");
  RawClient waiting(served.port());
  waiting.say(served.request("GET", "/debug/pprof/heap?seconds=1") + "\r\n");
  EXPECT_THAT(watching.hear("\r\n\r\n"), StartsWith("HTTP/1.1 200"));
  for (const std::string& start :
       {std::string("GET /metrics HTTP/1.1\r\nX: "),
        served.request("POST", "/api/snapshot") + "Content-Length: 4000\r\n\r\n"}) {
    RawClient slow(served.port());
    slow.say(start);
    const auto begin = std::chrono::steady_clock::now();
    while (!slow.has_closed() && std::chrono::steady_clock::now() - begin < 10s) {
      slow.say("a");
      std::this_thread::sleep_for(20ms);
    }
    EXPECT_TRUE(slow.has_closed()) << start;
    EXPECT_EQ(served.get("/metrics").status, 200);
  }
  EXPECT_THAT(waiting.hear("\r\n\r\n"), StartsWith("HTTP/1.1 200")) << "under way for longer than that";
  EXPECT_FALSE(watching.has_closed());
}

// The oldest go first, so that what asks at once is served at once.
TEST(LiveSlow, WhereThereAreTooManyTheyMakeRoom) {
  ServedTarget served(std::nullopt, {.patience = 1h, .many_connections = 4});
  std::vector<std::unique_ptr<RawClient>> slow;
  for (int i = 0; i < 8; ++i) {
    slow.push_back(std::make_unique<RawClient>(served.port()));
    slow.back()->say("GET /metrics HTTP/1.1\r\nX: ");
  }
  EXPECT_EQ(served.get("/metrics").status, 200);
  EXPECT_EQ(slow.front()->hear(), "");
  EXPECT_TRUE(slow.front()->has_closed());
  EXPECT_FALSE(slow.back()->has_closed());
}

TEST_F(LiveHostile, EightThatWatchAndEightThatWaitKeepNobodyWaiting) {
  std::vector<std::unique_ptr<RawClient>> clients;
  for (int i = 0; i < 16; ++i) {
    clients.push_back(std::make_unique<RawClient>(served_.port()));
    clients.back()->say(
        served_.request("GET", i % 2 == 0 ? "/api/events" : "/debug/pprof/heap?seconds=3600") + "\r\n");
  }
  std::this_thread::sleep_for(200ms);
  expect_an_answer();
}

TEST_F(LiveHostile, HeadersHaveABound) {
  EXPECT_THAT(answer_to(served_.request("GET", "/metrics") + "X: " + std::string(100'000, 'x') + "\r\n\r\n"),
              StartsWith("HTTP/1.1 431"));
  EXPECT_THAT(answer_to(served_.request("GET", "/metrics?x=" + std::string(100'000, 'x')) + "\r\n"),
              StartsWith("HTTP/1.1 414"));
  std::string many = served_.request("GET", "/metrics");
  for (int i = 0; i < 5000; ++i) many += fmt::format("X-{}: y\r\n", i);
  EXPECT_THAT(answer_to(many + "\r\n"), StartsWith("HTTP/1.1 431"));
  expect_an_answer();
}

TEST_F(LiveHostile, BodiesHaveABound) {
  EXPECT_EQ(served_.post("/api/mark?name=a", std::string(4096, 'x')).status, 200);
  EXPECT_EQ(served_.post("/api/mark?name=a", std::string(4097, 'x')).status, 413);
  EXPECT_THAT(
      answer_to(served_.request("POST", "/api/snapshot") + "Content-Length: 99999999999999999999\r\n\r\n"),
      StartsWith("HTTP/1.1 4"));
  // Without a length: 5,000 bytes are refused, two million are cut off.
  const std::string chunked = served_.request("POST", "/api/snapshot") + "Transfer-Encoding: chunked\r\n\r\n";
  EXPECT_THAT(answer_to(chunked + "1388\r\n" + std::string(5000, 'x') + "\r\n0\r\n\r\n"),
              StartsWith("HTTP/1.1 413"));
  std::string endless = chunked;
  for (int i = 0; i < 400; ++i) endless += "1388\r\n" + std::string(5000, 'x') + "\r\n";
  EXPECT_EQ(answer_to(endless), "");
  expect_an_answer();
  EXPECT_THAT(served_.target().snapshot()->number, 1) << "none was kept";
}

TEST_F(LiveHostile, ClientsThatLeaveAreForgotten) {
  for (const char* path :
       {"/api/events", "/debug/pprof/heap?seconds=1", "/debug/pprof/heap", "/api/result"}) {
    for (int i = 0; i < 4; ++i) {
      RawClient client(served_.port());
      client.say(served_.request("GET", path) + "\r\n");
    }
  }
  for (int i = 0; i < 20; ++i) RawClient(served_.port()).say("GET /met");
  std::this_thread::sleep_for(1500ms);  // the differences are due
  expect_an_answer();
}

TEST_F(LiveHostile, NonsenseIsNoRequest) {
  for (const std::string& nonsense :
       {std::string("\r\n\r\n"), std::string("GET\r\n\r\n"), std::string("GET / HTTP/9.9\r\n\r\n"),
        std::string("\x16\x03\x01\x02\x00\x01\x00\x01", 8), std::string(64, '\0'),
        served_.request("GET", "/%00%ff%zz") + "\r\n", served_.request("GET", "//../../etc/passwd") + "\r\n",
        served_.request("BREW", "/") + "\r\n", served_.request("GET", "http://evil.example/metrics") + "\r\n",
        served_.request("GET", "/metrics") + "Transfer-Encoding: nonsense\r\n\r\n",
        served_.request("POST", "/api/mark?name=%00%0a%ff") + "Content-Length: 0\r\n\r\n"}) {
    RawClient client(served_.port());
    client.say(nonsense);
    client.hear("\r\n\r\n", 200ms);
  }
  expect_an_answer();
}

TEST_F(LiveHostile, DamagedRequestsDoNoHarm) {
  std::mt19937 random(7);
  const std::string whole =
      served_.request("GET", "/debug/pprof/heap?gc=1&debug=1") + "Accept: */*\r\nContent-Length: 0\r\n\r\n";
  for (int round = 0; round < 400; ++round) {
    std::string damaged = whole;
    for (int i = 0; i < 3; ++i) damaged[random() % damaged.size()] = static_cast<char>(random());
    if (round % 3 == 0) damaged.resize(random() % damaged.size());
    RawClient client(served_.port());
    client.say(damaged);
    if (round % 8 == 0) client.hear("\r\n\r\n", 20ms);
  }
  expect_an_answer();
}

}  // namespace
}  // namespace highwater
