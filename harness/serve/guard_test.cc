// SPDX-License-Identifier: Apache-2.0
#include "serve/guard.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace highwater {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;
using testing::Not;

constexpr char kToken[] = "0123456789abcdef";

class GuardTest : public testing::Test {
 protected:
  // 200: it may go on.
  int status(const HttpRequest& request) {
    const std::optional<HttpResponse> refusal = guard_.refuse(request, now_);
    if (refusal) body_ = refusal->body;
    return refusal ? refusal->status : 200;
  }
  int status_with_token(const std::string& token) {
    return status({"GET", "/", {{"token", token}}, {{"host", "127.0.0.1:8080"}}});
  }
  Guard guard_{kToken, {"build7"}};
  std::chrono::steady_clock::time_point now_{1h};
  std::string body_;
};

TEST_F(GuardTest, LetsTheTokenIn) {
  EXPECT_EQ(status_with_token(kToken), 200);
  for (const char* scheme : {"Bearer ", "bearer ", "BEARER "})
    EXPECT_EQ(
        status({"GET", "/", {}, {{"host", "localhost"}, {"authorization", scheme + std::string(kToken)}}}),
        200);
}

TEST_F(GuardTest, LetsNobodyElseIn) {
  EXPECT_EQ(status({"GET", "/", {}, {{"host", "localhost"}}}), 401);
  EXPECT_THAT(body_, HasSubstr("the token is missing"));
  EXPECT_EQ(status_with_token(""), 401);
  EXPECT_EQ(status_with_token("0123456789abcdeF"), 401);
  EXPECT_THAT(body_, HasSubstr("the token is wrong"));
  EXPECT_THAT(body_, Not(HasSubstr("0123456789")));
  EXPECT_EQ(
      status({"GET", "/", {}, {{"host", "localhost"}, {"authorization", "Basic " + std::string(kToken)}}}),
      401);
}

// A wrong header is not made up for by the query: a proxy that adds one is to be noticed.
TEST_F(GuardTest, TheHeaderCountsBeforeTheQuery) {
  EXPECT_EQ(
      status({"GET", "/", {{"token", kToken}}, {{"host", "localhost"}, {"authorization", "Bearer no"}}}),
      401);
}

TEST_F(GuardTest, LimitsWrongTokensAndNotTheRightOne) {
  for (int i = 0; i < 20; ++i) EXPECT_EQ(status_with_token("wrong"), 401) << i;
  EXPECT_EQ(status_with_token("wrong"), 429);
  EXPECT_EQ(status_with_token(kToken), 200);
  EXPECT_EQ(status({"GET", "/", {}, {{"host", "localhost"}}}), 401) << "no guess";
  now_ += 500ms;  // two a second
  EXPECT_EQ(status_with_token("wrong"), 401);
  EXPECT_EQ(status_with_token("wrong"), 429);
  now_ += 1h;
  for (int i = 0; i < 20; ++i) EXPECT_EQ(status_with_token("wrong"), 401) << i;
  EXPECT_EQ(status_with_token("wrong"), 429);
}

TEST_F(GuardTest, AnswersUnderItsOwnNamesAlone) {
  const auto of_host = [&](const std::string& host) {
    return status({"GET", "/", {{"token", kToken}}, {{"host", host}}});
  };
  for (const char* host : {"127.0.0.1:8080", "127.0.0.1", "localhost:1", "LOCALHOST", "[::1]:8080",
                           "10.0.0.7:80", "build7:8080"})
    EXPECT_EQ(of_host(host), 200) << host;
  for (const char* host : {"", "evil.example", "evil.example:8080", "127.0.0.1.evil.example", "localhost.",
                           "localhost:", "localhost:80a", "[::1", "::1", "127.1", "127.0.0.1:8080:1"})
    EXPECT_EQ(of_host(host), 421) << host;
  EXPECT_EQ(status({"GET", "/", {{"token", kToken}}, {}}), 421);
}

TEST_F(GuardTest, AnswersNoOtherSite) {
  const auto from = [&](const std::string& origin) {
    return status(
        {"POST", "/api/record/start", {{"token", kToken}}, {{"host", "127.0.0.1:8080"}, {"origin", origin}}});
  };
  EXPECT_EQ(from("http://127.0.0.1:8080"), 200);
  for (const char* origin : {"http://127.0.0.1:9090", "http://localhost:8080", "https://127.0.0.1:8080",
                             "http://evil.example", "null", ""})
    EXPECT_EQ(from(origin), 403) << origin;
}

// Where a stranger asks, what the token is does not show.
TEST_F(GuardTest, RefusesStrangersBeforeItLooksAtTheToken) {
  EXPECT_EQ(status({"GET", "/", {{"token", "wrong"}}, {{"host", "evil.example"}}}), 421);
}

}  // namespace
}  // namespace highwater
