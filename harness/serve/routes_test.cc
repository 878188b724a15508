// SPDX-License-Identifier: Apache-2.0
#include "serve/routes.h"

#include <gtest/gtest.h>

namespace highwater {
namespace {

Routed routed(const std::string& method, const std::string& path) {
  return route_of({method, path, {}, {}});
}

TEST(Routes, WhatIsReadIsForGetAndHead) {
  for (const char* path : {"/", "/debug/pprof/", "/debug/pprof", "/debug/pprof/heap", "/debug/pprof/allocs",
                           "/debug/pprof/cmdline", "/metrics", "/api/result", "/api/live", "/api/events"}) {
    EXPECT_TRUE(routed("GET", path).route) << path;
    EXPECT_TRUE(routed("HEAD", path).route) << path;
    for (const char* method : {"POST", "PUT", "DELETE", "OPTIONS"}) {
      const Routed refused = routed(method, path);
      EXPECT_FALSE(refused.route);
      EXPECT_EQ(refused.refusal.status, 405) << method << " " << path;
      EXPECT_EQ(value_in(refused.refusal.headers, "Allow"), "GET, HEAD");
    }
  }
}

TEST(Routes, WhatChangesSomethingIsForPost) {
  for (const char* path : {"/api/record/start", "/api/record/stop", "/api/mark", "/api/snapshot"}) {
    EXPECT_TRUE(routed("POST", path).route) << path;
    for (const char* method : {"GET", "HEAD", "PUT"}) {
      EXPECT_EQ(routed(method, path).refusal.status, 405) << method << " " << path;
      EXPECT_EQ(value_in(routed(method, path).refusal.headers, "Allow"), "POST");
    }
  }
}

TEST(Routes, NothingElseIsThere) {
  for (const char* path : {"", "/x", "//", "/metrics/", "/Metrics", "/api", "/api/", "/debug/pprof/profile",
                           "/debug/pprof/symbol", "/../etc/passwd"})
    EXPECT_EQ(routed("GET", path).refusal.status, 404) << path;
  EXPECT_EQ(routed("BREW", "/").refusal.status, 501);
}

}  // namespace
}  // namespace highwater
