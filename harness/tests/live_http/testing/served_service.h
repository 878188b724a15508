// SPDX-License-Identifier: Apache-2.0
// The real thing: `highwater run --serve` with the image service (scenarios/image_service), and wrk as its
// load.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>

#include "tests/gate/testing/project.h"
#include "tests/live_http/testing/web.h"

namespace highwater {

// What stands behind `start` in the line of the file at `path` that has it, up to the next blank or "?", as
// soon as it is there; a failed test after a minute.
std::string word_behind(const std::string& start, const std::string& path);

class ServedService {
 public:
  // `variant` of the service; `flags` of `run` besides. Returns when both answer.
  explicit ServedService(const std::string& variant, const Words& flags = {});

  Project& project() { return project_; }
  const std::string& token() const { return token_; }
  // Of highwater's page.
  std::string url(const std::string& path) const { return page_ + path; }
  std::uint16_t port() const;
  std::string bearer() const { return "Authorization: Bearer " + token_; }
  WebAnswer get(const std::string& path) const;
  WebAnswer post(const std::string& path) const;
  // A number of /api/live.
  std::int64_t number(const std::string& name) const;
  // When it stays the same: requests that wrk has given up are still answered.
  std::int64_t live_bytes_at_rest() const;
  Measurement result_so_far() const;

  // One request for each of the 64 pictures.
  void ask_for_every_picture();
  // Requests for `seconds`, by four clients, others each time. Returns how many were answered; a refused one
  // fails the test.
  std::int64_t load(int seconds);
  // The same, on its own, until end_load(); each client rests between two requests.
  void start_load(int seconds, std::chrono::milliseconds rest = {});
  void end_load();
  int service_pid() const { return static_cast<int>(number("pid")); }

  Background& highwater() { return *highwater_; }
  // SIGTERM to highwater, and what became of it.
  Ran end();
  // What `run --json` wrote.
  Measurement final_result() const;
  std::string messages() const;  // of highwater, so far

 private:
  Project project_;
  std::string token_ = "the-token-of-a-test-0123456789";
  std::unique_ptr<Background> highwater_;
  std::unique_ptr<Background> load_;
  std::string page_;
  std::string service_;
  int loads_ = 0;
};

}  // namespace highwater
