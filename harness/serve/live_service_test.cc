// SPDX-License-Identifier: Apache-2.0
// Every endpoint, without HTTP and without a command. With both: harness/tests/live_http.
#include "serve/live_service.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <condition_variable>
#include <nlohmann/json.hpp>

#include "result/json.h"
#include "serve/testing/fake_target.h"

namespace highwater {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;
using Json = nlohmann::json;

constexpr char kGoodToken[] = "0123456789abcdef";

// Waits for what a request is answered with.
class Waiting final : public HttpAnswer {
 public:
  void send(HttpResponse response) override {
    const std::lock_guard lock(mutex_);
    response_ = std::move(response);
    changed_.notify_all();
  }
  bool has_come() {
    const std::lock_guard lock(mutex_);
    return response_.has_value();
  }
  HttpResponse wait() {
    std::unique_lock lock(mutex_);
    if (!changed_.wait_for(lock, 30s, [this] { return response_.has_value(); })) ADD_FAILURE() << "no answer";
    return response_.value_or(HttpResponse{.status = 0, .headers = {}, .body = {}, .stream = nullptr});
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  std::optional<HttpResponse> response_;
};

class LiveServiceTest : public testing::Test {
 protected:
  static HttpRequest request(const std::string& method, const std::string& path, HttpFields query = {}) {
    return {method,
            path,
            std::move(query),
            {{"host", "127.0.0.1:1"}, {"authorization", std::string("Bearer ") + kGoodToken}}};
  }
  std::shared_ptr<Waiting> ask(const HttpRequest& asked) {
    auto answer = std::make_shared<Waiting>();
    if (std::optional<HttpResponse> at_once = service_.answer_at_once(asked))
      answer->send(*std::move(at_once));
    else
      service_.handle(asked, answer);
    return answer;
  }
  HttpResponse get(const std::string& path, HttpFields query = {}) {
    return ask(request("GET", path, std::move(query)))->wait();
  }
  HttpResponse post(const std::string& path, HttpFields query = {}) {
    return ask(request("POST", path, std::move(query)))->wait();
  }
  static std::string read(StreamBody& stream) {
    std::string text(StreamBody::kMostWaiting, '\0');
    bool at_end = false;
    text.resize(stream.read(
        text.data(), text.size(), [] {}, nullptr, at_end));
    return text;
  }
  // Reads until `text` has come.
  static std::string read_until(StreamBody& stream, const std::string& text) {
    std::string all;
    const auto deadline = std::chrono::steady_clock::now() + 30s;
    while (all.find(text) == std::string::npos && std::chrono::steady_clock::now() < deadline) {
      all += read(stream);
      std::this_thread::sleep_for(1ms);
    }
    return all;
  }
  FakeTarget target_;
  LiveService service_{target_,
                       {.command = {"./service", "-p"},
                        .limit = ChartLimit{"--fail-above", 4096},
                        .can_record = true,
                        .can_snapshot = true},
                       Guard(kGoodToken, {})};
};

TEST_F(LiveServiceTest, AnswersNothingWithoutTheToken) {
  for (const char* path :
       {"/", "/debug/pprof/", "/debug/pprof/heap", "/metrics", "/api/result", "/api/events", "/x"}) {
    const HttpResponse response = ask({"GET", path, {}, {{"host", "localhost"}}})->wait();
    EXPECT_EQ(response.status, 401) << path;
    EXPECT_EQ(value_in(response.headers, "WWW-Authenticate"), "Bearer realm=\"highwater\"");
  }
  EXPECT_EQ(ask({"POST", "/api/record/start", {}, {{"host", "localhost"}}})->wait().status, 401);
  EXPECT_FALSE(target_.numbers().recording.on);
  EXPECT_EQ(target_.measured, 0);
}

TEST_F(LiveServiceTest, EveryAnswerHasThePolicy) {
  for (const HttpResponse& response : {get("/"), get("/metrics"), get("/x"), get("/debug/pprof/heap"),
                                       ask({"GET", "/", {}, {{"host", "evil.example"}}})->wait()}) {
    for (const char* name : {"Cache-Control", "Content-Security-Policy", "Referrer-Policy",
                             "X-Content-Type-Options", "Cross-Origin-Resource-Policy"})
      EXPECT_TRUE(value_in(response.headers, name)) << name;
    EXPECT_FALSE(value_in(response.headers, "Access-Control-Allow-Origin"));
  }
}

TEST_F(LiveServiceTest, TheTokenIsInNoAnswer) {
  for (const char* path : {"/", "/metrics", "/api/result", "/api/live", "/x", "/debug/pprof/cmdline"})
    EXPECT_THAT(get(path).body, Not(HasSubstr(kGoodToken))) << path;
}

TEST_F(LiveServiceTest, ABrowserWithoutTheTokenGetsAForm) {
  const HttpResponse response =
      ask({"GET", "/", {}, {{"host", "localhost"}, {"accept", "text/html,*/*"}}})->wait();
  EXPECT_EQ(response.status, 401);
  EXPECT_THAT(response.body, HasSubstr("<form method=\"get\""));
  EXPECT_THAT(response.body, HasSubstr("This page needs its token."));
}

TEST_F(LiveServiceTest, ShowsThePageAndTheIndex) {
  const HttpResponse page = get("/");
  EXPECT_EQ(page.status, 200);
  EXPECT_THAT(page.body, StartsWith("<!DOCTYPE html>"));
  EXPECT_THAT(*value_in(page.headers, "Content-Security-Policy"), HasSubstr("script-src 'nonce-"));
  EXPECT_NE(get("/").body, page.body) << "a nonce is for once";
  EXPECT_THAT(get("/debug/pprof/").body, HasSubstr("Types of profiles available:"));
  EXPECT_EQ(get("/debug/pprof/cmdline").body, std::string("./service\0-p", 12));
}

TEST_F(LiveServiceTest, GivesProfiles) {
  EXPECT_THAT(get("/debug/pprof/heap", {{"gc", "1"}}).body, StartsWith("\x1f\x8b"));
  EXPECT_THAT(get("/debug/pprof/heap", {{"debug", "1"}}).body, HasSubstr("Type: inuse_space"));
  EXPECT_THAT(get("/debug/pprof/allocs", {{"debug", "1"}}).body, HasSubstr("Type: alloc_space"));
}

TEST_F(LiveServiceTest, GivesADifferenceOverTime) {
  const std::shared_ptr<Waiting> answer =
      ask(request("GET", "/debug/pprof/heap", {{"seconds", "1"}, {"debug", "1"}}));
  while (target_.measured == 0) std::this_thread::sleep_for(1ms);
  std::this_thread::sleep_for(100ms);
  target_.change([](LiveNumbers&, Measurement& result) { result.sites[0].retained_bytes += 250; });
  EXPECT_FALSE(answer->has_come());
  EXPECT_THAT(answer->wait().body, HasSubstr("250B"));
}

TEST_F(LiveServiceTest, ADifferenceAcrossTwoRecordingsIsNone) {
  const std::shared_ptr<Waiting> answer = ask(request("GET", "/debug/pprof/heap", {{"seconds", "1"}}));
  while (target_.measured == 0) std::this_thread::sleep_for(1ms);
  std::this_thread::sleep_for(100ms);
  EXPECT_EQ(post("/api/record/start").status, 200);
  EXPECT_EQ(answer->wait().status, 409);
}

TEST_F(LiveServiceTest, RefusesSecondsThatAreNone) {
  for (const char* seconds : {"", "0", "-1", "1.5", "x", "3601", "99999999999999999999"})
    EXPECT_EQ(get("/debug/pprof/heap", {{"seconds", seconds}}).status, 400) << seconds;
}

TEST_F(LiveServiceTest, EightMayWaitForADifference) {
  std::vector<std::shared_ptr<Waiting>> answers;
  for (int i = 0; i < 8; ++i)
    answers.push_back(ask(request("GET", "/debug/pprof/heap", {{"seconds", "3600"}})));
  while (target_.measured < 8) std::this_thread::sleep_for(1ms);
  EXPECT_EQ(get("/debug/pprof/heap", {{"seconds", "3600"}}).status, 503);
  EXPECT_EQ(get("/debug/pprof/heap").status, 200) << "and they keep nobody else waiting";
  service_.end();
  for (const std::shared_ptr<Waiting>& answer : answers) EXPECT_EQ(answer->wait().status, 200);
}

TEST_F(LiveServiceTest, GivesMetricsAndTheResult) {
  EXPECT_THAT(get("/metrics").body, HasSubstr("highwater_live_bytes 1000\n"));
  EXPECT_THAT(get("/metrics").body, HasSubstr("highwater_limit_bytes 4096\n"));
  const Expected<Measurement> result = measurement_from_json(get("/api/result").body, "answer");
  ASSERT_TRUE(result) << result.error().what;
  EXPECT_EQ(result->metrics.retained_bytes, 1000);  // 900 + 100
}

TEST_F(LiveServiceTest, SwitchesRecording) {
  EXPECT_EQ(post("/api/record/start").body, "{\"recording\":true,\"window\":1}\n");
  EXPECT_TRUE(target_.numbers().recording.on);
  const HttpResponse again = post("/api/record/start");
  EXPECT_EQ(again.status, 409);
  EXPECT_EQ(Json::parse(again.body),
            (Json{{"error", "call sites are recorded already"}, {"hint", "stop first"}}));
  EXPECT_EQ(post("/api/record/stop").body, "{\"recording\":false,\"window\":1}\n");
  EXPECT_EQ(post("/api/record/stop").status, 409);
  EXPECT_EQ(get("/api/record/start").status, 405);
  EXPECT_EQ(target_.numbers().recording.window, 1);
}

TEST_F(LiveServiceTest, SetsMarksAndKeepsSnapshots) {
  EXPECT_EQ(post("/api/mark", {{"name", "deployed"}}).status, 200);
  EXPECT_EQ(post("/api/mark").status, 400);
  EXPECT_EQ(post("/api/mark", {{"name", ""}}).status, 400);
  EXPECT_EQ(post("/api/mark", {{"name", std::string(201, 'x')}}).status, 400);
  EXPECT_THAT(target_.marks(), ElementsAre("deployed"));
  EXPECT_EQ(Json::parse(get("/api/live").body)["marks"][0]["name"], "deployed");
  EXPECT_EQ(post("/api/snapshot").body, "{\"snapshot\":1,\"file\":\"highwater.1.json\"}\n");
}

TEST_F(LiveServiceTest, TellsWhoWatches) {
  const HttpResponse response = get("/api/events");
  ASSERT_NE(response.stream, nullptr);
  EXPECT_EQ(value_in(response.headers, "Content-Type"), "text/event-stream");
  EXPECT_THAT(read(*response.stream), StartsWith("event: numbers\ndata: {\"pid\":4711,"));
  target_.change([](LiveNumbers& numbers, Measurement&) { numbers.live_bytes = 777; });
  EXPECT_THAT(read_until(*response.stream, "777"), HasSubstr("\"live_bytes\":777"));
  post("/api/mark", {{"name", "now"}});
  EXPECT_THAT(read_until(*response.stream, "event: mark"), HasSubstr("\"name\":\"now\""));
  post("/api/record/start");
  EXPECT_THAT(read_until(*response.stream, "event: sites"), HasSubstr("\"on\":true"));
}

TEST_F(LiveServiceTest, NobodyIsMeasuredForNobody) {
  std::this_thread::sleep_for(1200ms);
  EXPECT_EQ(target_.measured, 0);
}

TEST_F(LiveServiceTest, ANinthStreamIsRefused) {
  std::vector<HttpResponse> streams;
  for (int i = 0; i < 8; ++i) streams.push_back(get("/api/events"));
  for (const HttpResponse& response : streams) EXPECT_NE(response.stream, nullptr);
  const HttpResponse ninth = get("/api/events");
  EXPECT_EQ(ninth.status, 503);
  EXPECT_EQ(ninth.stream, nullptr);
  EXPECT_EQ(value_in(ninth.headers, "Retry-After"), "5");
  EXPECT_EQ(ask(request("HEAD", "/api/events"))->wait().status, 200);
}

TEST_F(LiveServiceTest, WhatTakesLongHoldsUpNobody) {
  target_.is_slow = true;
  const std::shared_ptr<Waiting> slow = ask(request("GET", "/debug/pprof/heap"));
  EXPECT_EQ(get("/metrics").status, 200);
  EXPECT_FALSE(slow->has_come());
  target_.is_slow = false;
  EXPECT_EQ(slow->wait().status, 200);
}

TEST_F(LiveServiceTest, TellsTheEndAndWhatThereWas) {
  post("/api/record/start");
  const HttpResponse response = get("/api/events");
  const std::shared_ptr<Waiting> waiting =
      ask(request("GET", "/debug/pprof/heap", {{"seconds", "3600"}, {"debug", "1"}}));
  while (target_.measured == 0) std::this_thread::sleep_for(1ms);
  target_.change([](LiveNumbers& numbers, Measurement&) {
    numbers.end = ScenarioEnd{.code = 3, .signal = std::nullopt};
  });
  service_.end();
  EXPECT_EQ(waiting->wait().status, 200);
  const std::string events = read(*response.stream);
  EXPECT_THAT(events, HasSubstr("event: sites"));
  EXPECT_THAT(events, HasSubstr("event: end\n"));
  EXPECT_THAT(events, HasSubstr("\"end\":{\"code\":3}"));
  EXPECT_TRUE(response.stream->is_over());
  EXPECT_EQ(get("/metrics").status, 503);
}

}  // namespace
}  // namespace highwater
