// SPDX-License-Identifier: Apache-2.0
// A server of the real kind, on a target that a test moves.
#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <string>

#include "serve/live_server.h"
#include "serve/testing/fake_target.h"
#include "tests/live_http/testing/web.h"

namespace highwater {

class ServedTarget {
 public:
  explicit ServedTarget(std::optional<ChartLimit> limit = std::nullopt, const HttpLimits& limits = {}) {
    Expected<std::unique_ptr<LiveServer>> opened = LiveServer::open({.address = "127.0.0.1:0",
                                                                     .token_file = "",
                                                                     .folder = HIGHWATER_TEST_LIBRARIES,
                                                                     .facts = {.command = {"./service"},
                                                                               .limit = std::move(limit),
                                                                               .can_record = true,
                                                                               .can_snapshot = true},
                                                                     .limits = limits});
    if (!opened) throw std::runtime_error(opened.error().what);
    server_ = *std::move(opened);
    const std::string announcement = server_->announcement();
    token_ = announcement.substr(announcement.find("token=") + 6, 64);
    EXPECT_TRUE(server_->starts(target_));
  }
  ~ServedTarget() { end(); }
  ServedTarget(const ServedTarget&) = delete;  // the server knows where the target is
  ServedTarget& operator=(const ServedTarget&) = delete;

  FakeTarget& target() { return target_; }
  const std::string& token() const { return token_; }
  std::uint16_t port() const { return server_->address().port; }
  std::string url(const std::string& path) const {
    return "http://127.0.0.1:" + std::to_string(port()) + path;
  }
  std::string bearer() const { return "Authorization: Bearer " + token_; }
  WebAnswer get(const std::string& path) const {
    return ask_web({.url = url(path), .headers = {bearer()}, .body = ""});
  }
  WebAnswer post(const std::string& path, const std::string& body = "") const {
    return ask_web({.method = "POST", .url = url(path), .headers = {bearer()}, .body = body});
  }
  // The start of a request that is to be told by hand.
  std::string request(const std::string& method, const std::string& path) const {
    return method + " " + path + " HTTP/1.1\r\nHost: 127.0.0.1\r\n" + bearer() + "\r\n";
  }
  void end() {
    if (server_) server_->ended(target_);
    server_.reset();
  }

 private:
  FakeTarget target_;
  std::unique_ptr<LiveServer> server_;
  std::string token_;
};

}  // namespace highwater
