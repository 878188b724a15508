// SPDX-License-Identifier: Apache-2.0
#include "tests/live_http/testing/served_service.h"

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <csignal>
#include <nlohmann/json.hpp>
#include <thread>

#include "result/json.h"

namespace highwater {

using namespace std::chrono_literals;

std::string word_behind(const std::string& start, const std::string& path) {
  const auto deadline = std::chrono::steady_clock::now() + 60s;
  while (std::chrono::steady_clock::now() < deadline) {
    const std::string text = read_file(path).value_or("");
    const std::size_t at = text.find(start);
    const std::size_t end = text.find_first_of(" \n?", at + start.size());
    if (at != std::string::npos && end != std::string::npos)
      return text.substr(at + start.size(), end - at - start.size());
    std::this_thread::sleep_for(5ms);
  }
  ADD_FAILURE() << "no \"" << start << "\" in " << path << ": " << read_file(path).value_or("");
  return {};
}

ServedService::ServedService(const std::string& variant, const Words& flags) {
  project_.write("token", token_ + "\n");
  ::chmod(project_.path("token").c_str(), 0600);
  Words words = {"run", "--serve", "127.0.0.1:0", "--token-file", "token", "--json", "result.json"};
  words.insert(words.end(), flags.begin(), flags.end());
  for (const std::string& word : {std::string("--"), std::string(HIGHWATER_TEST_SERVICE), variant})
    words.push_back(word);
  highwater_ = project_.start(words);
  page_ = word_behind("live at ", project_.folder() + ".output.error");
  if (!page_.empty()) page_.pop_back();  // "/"
  service_ = "http://127.0.0.1:" + word_behind("ready ", project_.folder() + ".output");
  // The upstream makes its pictures when the first is asked for.
  EXPECT_EQ(
      ask_web({.url = service_ + "/recompress?picture=0&sizes=160,120,80", .headers = {}, .body = ""}).status,
      200);
}

std::uint16_t ServedService::port() const {
  return static_cast<std::uint16_t>(std::stoi(page_.substr(page_.rfind(':') + 1)));
}

WebAnswer ServedService::get(const std::string& path) const {
  return ask_web({.url = url(path), .headers = {bearer()}, .body = ""});
}

WebAnswer ServedService::post(const std::string& path) const {
  return ask_web({.method = "POST", .url = url(path), .headers = {bearer()}, .body = ""});
}

std::int64_t ServedService::number(const std::string& name) const {
  const nlohmann::json live = nlohmann::json::parse(get("/api/live").body, nullptr, false);
  if (live.is_discarded() || !live.contains("numbers")) {
    ADD_FAILURE() << "/api/live is not there";
    return 0;
  }
  return live["numbers"][name].get<std::int64_t>();
}

Measurement ServedService::result_so_far() const {
  const Expected<Measurement> result = measurement_from_json(get("/api/result").body, "/api/result");
  if (result) return *result;
  ADD_FAILURE() << result.error().what;
  return {};
}

void ServedService::ask_for_every_picture() {
  for (int picture = 0; picture < 64; ++picture)
    EXPECT_EQ(ask_web({.url = fmt::format("{}/recompress?picture={}&sizes=160,120,80", service_, picture),
                       .headers = {},
                       .body = ""})
                  .status,
              200);
}

std::int64_t ServedService::live_bytes_at_rest() const {
  std::int64_t last = -1;
  for (int same = 0, looks = 0; same < 5 && looks < 300; ++looks) {
    const std::int64_t now = number("live_bytes");
    same = now == last ? same + 1 : 0;
    last = now;
    std::this_thread::sleep_for(std::chrono::milliseconds(100));
  }
  return last;
}

std::int64_t ServedService::load(int seconds) {
  const Ran ran = project_.shell(fmt::format("wrk -t1 -c4 -d{} --timeout 60 -s {} {} -- {} 2>&1", seconds,
                                             HIGHWATER_TEST_REQUESTS, service_, ++loads_ * 10'000));
  EXPECT_THAT(ran, Succeeds());
  EXPECT_THAT(ran.out, testing::Not(testing::HasSubstr("Non-2xx")));
  EXPECT_THAT(ran.out, testing::Not(testing::HasSubstr("Socket errors")));
  const std::size_t at = ran.out.find(" requests in ");
  return at == std::string::npos ? 0 : std::stoll(ran.out.substr(ran.out.rfind('\n', at) + 1));
}

void ServedService::start_load(int seconds, std::chrono::milliseconds rest) {
  load_ = std::make_unique<Background>(
      Words{"/usr/bin/wrk", "-t1", "-c4", fmt::format("-d{}", seconds), "-s", HIGHWATER_TEST_REQUESTS,
            service_, "--", "0", std::to_string(rest.count())},
      Words{"PATH=/usr/bin:/bin"}, project_.folder() + "/..");
}

void ServedService::end_load() {
  load_.reset();
}

Ran ServedService::end() {
  highwater_->signal(SIGTERM);
  return highwater_->wait();
}

Measurement ServedService::final_result() const {
  const Expected<Measurement> result =
      measurement_from_json(project_.text(project_.path("result.json")), "result.json");
  if (result) return *result;
  ADD_FAILURE() << result.error().what;
  return {};
}

std::string ServedService::messages() const {
  return read_file(project_.folder() + ".output.error").value_or("");
}

}  // namespace highwater
