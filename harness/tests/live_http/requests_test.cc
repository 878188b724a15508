// SPDX-License-Identifier: Apache-2.0
// What clients ask for, over HTTP, by libcurl.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "result/json.h"
#include "tests/live_http/testing/served_target.h"

namespace highwater {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;
using testing::StartsWith;

class LiveRequests : public testing::Test {
 protected:
  ServedTarget served_;
};

constexpr const char* kReadPaths[] = {
    "/",        "/debug/pprof/", "/debug/pprof/heap", "/debug/pprof/cmdline",
    "/metrics", "/api/result",   "/api/live"};

TEST_F(LiveRequests, AreAnsweredWithTheTokenInAHeaderOrInTheQuery) {
  for (const char* path : kReadPaths) {
    EXPECT_EQ(served_.get(path).status, 200) << path;
    EXPECT_EQ(
        ask_web({.url = served_.url(path) + "?token=" + served_.token(), .headers = {}, .body = ""}).status,
        200);
  }
}

TEST_F(LiveRequests, AreRefusedWithoutIt) {
  for (const char* path : kReadPaths) {
    const WebAnswer answer = ask_web({.url = served_.url(path), .headers = {}, .body = ""});
    EXPECT_EQ(answer.status, 401) << path;
    EXPECT_EQ(answer.headers.at("www-authenticate"), "Bearer realm=\"highwater\"");
    EXPECT_EQ(answer.headers.at("cache-control"), "no-store");
  }
}

TEST_F(LiveRequests, WithAWrongTokenAreLimitedAndTheRightOneIsNot) {
  int unauthorized = 0;
  int too_many = 0;
  for (int i = 0; i < 60; ++i) {
    const long status =
        ask_web({.url = served_.url("/metrics?token=wrong"), .headers = {}, .body = ""}).status;
    unauthorized += status == 401 ? 1 : 0;
    too_many += status == 429 ? 1 : 0;
  }
  EXPECT_GE(unauthorized, 20);
  EXPECT_GT(too_many, 10);
  EXPECT_EQ(unauthorized + too_many, 60);
  EXPECT_EQ(served_.get("/metrics").status, 200);
}

TEST_F(LiveRequests, OfOtherHostsAndSitesAreRefused) {
  EXPECT_EQ(
      ask_web({.url = served_.url("/"), .headers = {served_.bearer(), "Host: evil.example"}, .body = ""})
          .status,
      421);
  EXPECT_EQ(ask_web({.method = "POST",
                     .url = served_.url("/api/record/start"),
                     .headers = {served_.bearer(), "Origin: http://evil.example"},
                     .body = ""})
                .status,
            403);
  EXPECT_FALSE(served_.target().numbers().recording.on);
}

TEST_F(LiveRequests, SwitchRecordingSetMarksAndKeepSnapshots) {
  EXPECT_EQ(served_.post("/api/record/start").body, "{\"recording\":true,\"window\":1}\n");
  EXPECT_EQ(served_.post("/api/record/start").status, 409);
  EXPECT_EQ(served_.post("/api/record/stop").status, 200);
  EXPECT_EQ(served_.post("/api/mark?name=a%20new%20version").status, 200);
  EXPECT_THAT(served_.target().marks(), testing::ElementsAre("a new version"));
  EXPECT_THAT(served_.post("/api/snapshot").body, HasSubstr("\"file\":\"highwater.1.json\""));
}

TEST_F(LiveRequests, ByAnotherMethodAreToldWhich) {
  const WebAnswer answer = served_.get("/api/snapshot");
  EXPECT_EQ(answer.status, 405);
  EXPECT_EQ(answer.headers.at("allow"), "POST");
  EXPECT_EQ(served_.post("/metrics").headers.at("allow"), "GET, HEAD");
  EXPECT_EQ(served_.get("/nothing/here").status, 404);
}

TEST_F(LiveRequests, HeadHasTheHeadersAlone) {
  for (const char* path : {"/", "/metrics", "/api/events", "/debug/pprof/heap?seconds=3600"}) {
    const WebAnswer answer =
        ask_web({.method = "HEAD", .url = served_.url(path), .headers = {served_.bearer()}, .body = ""});
    EXPECT_EQ(answer.status, 200) << path;
    EXPECT_EQ(answer.body, "");
  }
}

TEST_F(LiveRequests, TheResultIsAResultFile) {
  const Expected<Measurement> result = measurement_from_json(served_.get("/api/result").body, "answer");
  ASSERT_TRUE(result);
  EXPECT_EQ(result->metrics.retained_bytes, 1000);
}

TEST_F(LiveRequests, ADifferenceTakesItsTime) {
  const WebAnswer answer = served_.get("/debug/pprof/heap?seconds=1&debug=1");
  EXPECT_EQ(answer.status, 200);
  EXPECT_GE(answer.elapsed, 1s);
  EXPECT_THAT(answer.body, HasSubstr("difference of"));
}

TEST_F(LiveRequests, EventsComeAsTheyHappen) {
  RawClient client(served_.port());
  client.say(served_.request("GET", "/api/events") + "\r\n");
  EXPECT_THAT(client.hear("live_bytes\":1000"), StartsWith("HTTP/1.1 200 OK\r\n"));
  served_.target().change([](LiveNumbers& numbers, Measurement&) { numbers.live_bytes = 4242; });
  EXPECT_THAT(client.hear("live_bytes\":4242"), HasSubstr("event: numbers"));
}

TEST_F(LiveRequests, EightStreamsAndAPlaceForThoseWhoComeAfterThem) {
  std::vector<std::unique_ptr<RawClient>> clients;
  for (int i = 0; i < 8; ++i) {
    clients.push_back(std::make_unique<RawClient>(served_.port()));
    clients.back()->say(served_.request("GET", "/api/events") + "\r\n");
    EXPECT_THAT(clients.back()->hear("event: numbers"), HasSubstr("200 OK"));
  }
  EXPECT_EQ(served_.get("/api/events").status, 503);
  clients[0]->hang_up();
  long status = 0;
  const auto deadline = std::chrono::steady_clock::now() + 20s;
  while (status != 200 && std::chrono::steady_clock::now() < deadline) {
    std::this_thread::sleep_for(100ms);
    status =
        ask_web(
            {.url = served_.url("/api/events"), .headers = {served_.bearer()}, .body = "", .patience = 300ms})
            .status;
  }
  EXPECT_EQ(status, 200) << "the place of one that left is free again, when the next event does not reach it";
}

TEST_F(LiveRequests, TheEndReachesEverybody) {
  served_.post("/api/record/start");
  RawClient watching(served_.port());
  watching.say(served_.request("GET", "/api/events") + "\r\n");
  watching.hear("event: numbers");
  RawClient waiting(served_.port());
  waiting.say(served_.request("GET", "/debug/pprof/heap?seconds=3600&debug=1") + "\r\n");
  const int before = served_.target().measured;
  while (served_.target().measured == before) std::this_thread::sleep_for(1ms);
  served_.target().change([](LiveNumbers& numbers, Measurement&) {
    numbers.end = ScenarioEnd{.code = std::nullopt, .signal = 9};
  });
  const auto start = std::chrono::steady_clock::now();
  served_.end();
  EXPECT_LT(std::chrono::steady_clock::now() - start, 5s);
  const std::string events = watching.hear();
  EXPECT_THAT(events, HasSubstr("event: sites"));
  EXPECT_THAT(events, HasSubstr("\"end\":{\"signal\":9}"));
  EXPECT_THAT(waiting.hear(), AllOf(HasSubstr("200 OK"), HasSubstr("Type: inuse_space")));
}

}  // namespace
}  // namespace highwater
