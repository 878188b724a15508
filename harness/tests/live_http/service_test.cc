// SPDX-License-Identifier: Apache-2.0
// Story 1 again, with the tools that people have: the image service under load, watched by `run --serve`, and
// asked by curl, `go tool pprof` and promtool.
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <csignal>
#include <map>

#include "tests/live_http/testing/served_service.h"

namespace highwater {
namespace {

using namespace std::chrono_literals;
using testing::AllOf;
using testing::ContainsRegex;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

void set_up_go(Project& project) {
  for (const char* folder : {"HOME", "GOCACHE", "GOPATH", "PPROF_TMPDIR"})
    project.variable(folder, project.path("go"));
  project.variable("GOPROXY", "off");
  project.variable("GOFLAGS", "");
}

// Standard output of a shell's command line, which must succeed.
std::string output_of(Project& project, const std::string& command) {
  const Ran ran = project.shell(command + " > output.txt");
  EXPECT_THAT(ran, Succeeds()) << command;
  return project.text(project.path("output.txt"));
}

// Function by function: "flat name" of a table of bytes.
std::map<std::string, std::int64_t> flat_bytes(const std::string& top) {
  std::map<std::string, std::int64_t> rows;
  std::istringstream lines(top.substr(top.find("cum%\n") + 5));
  for (std::string flat, flat_percent, sum_percent, cum, cum_percent, name;
       lines >> flat >> flat_percent >> sum_percent >> cum >> cum_percent && std::getline(lines, name);)
    rows[name] = std::stoll(flat);  // "1024B"
  return rows;
}

std::string largest_row(const std::string& top) {
  const std::size_t start = top.find("cum%\n") + 5;
  return top.substr(start, top.find('\n', start) - start);
}

TEST(LiveImageService, WithTheMistakeItGrowsAndTheProfileNamesTheBuffer) {
  ServedService served("presized");
  set_up_go(served.project());
  EXPECT_EQ(served.post("/api/record/start").status, 200);
  const std::int64_t first = served.number("live_bytes");
  const std::int64_t first_requests = served.load(2);
  const std::int64_t second = served.number("live_bytes");
  const std::int64_t second_requests = served.load(2);
  const std::int64_t third = served.number("live_bytes");
  // Every request leaves a buffer of twice its picture's size, of 15 KB at least.
  EXPECT_GE(second - first, first_requests * 30'000);
  EXPECT_GE(third - second, second_requests * 30'000);
  const std::string top =
      output_of(served.project(), fmt::format("go tool pprof -top -inuse_space '{}?token={}' 2> errors.txt",
                                              served.url("/debug/pprof/heap"), served.token()));
  EXPECT_THAT(top, HasSubstr("Type: inuse_space"));
  EXPECT_THAT(largest_row(top), HasSubstr("GrowingBuffer"));
}

TEST(LiveImageService, WithTheCureItStaysFlat) {
  ServedService served("trimmed");
  EXPECT_EQ(served.post("/api/record/start").status, 200);
  served.ask_for_every_picture();
  served.load(2);  // as many threads as the load keeps busy have their buffers now
  const std::int64_t first = served.live_bytes_at_rest();
  served.load(3);
  const std::int64_t second = served.live_bytes_at_rest();
  EXPECT_NEAR(static_cast<double>(second), static_cast<double>(first), 0.05 * static_cast<double>(first));
  // The pictures have 12,235,797 bytes; a wasteful buffer may waste 10 %.
  EXPECT_LT(second, 12'235'797 * 1.12 + 4e6);
  EXPECT_GT(second, 12'235'797);
}

// What pprof shows is what the result has: when the service is at rest, to the byte, function by function.
TEST(LiveImageService, PprofShowsTheNumbersOfTheResult) {
  ServedService served("trimmed");
  set_up_go(served.project());
  EXPECT_EQ(served.post("/api/record/start").status, 200);
  served.load(2);
  served.live_bytes_at_rest();
  const std::string command = fmt::format(
      "go tool pprof -top -inuse_space -unit=bytes -nodecount=1000000 -nodefraction=0 '{}?token={}'",
      served.url("/debug/pprof/heap"), served.token());
  const std::string pprof = output_of(served.project(), command + " 2> errors.txt");
  served.project().write("so_far.json", served.get("/api/result").body);
  const std::string ours =
      output_of(served.project(), "\"$HIGHWATER\" top -n 0 --by retained --unit bytes so_far.json");
  const std::map<std::string, std::int64_t> rows = flat_bytes(pprof);
  EXPECT_GT(rows.size(), 5u);
  for (const auto& [name, bytes] : flat_bytes(ours)) {
    if (bytes != 0) EXPECT_EQ(rows.count(name) == 1 ? rows.at(name) : -1, bytes) << name;
  }
  std::int64_t sum = 0;
  for (const auto& [name, bytes] : rows) sum += bytes;
  EXPECT_EQ(sum, served.result_so_far().metrics.retained_bytes);
  EXPECT_EQ(sum, served.number("live_bytes"));
  // It asked for no symbols, which it would have done without the token.
  EXPECT_THAT(served.project().text(served.project().path("errors.txt")), Not(HasSubstr("symbol")));
}

TEST(LiveImageService, IsProfiledUnderLoad) {
  ServedService served("presized");
  set_up_go(served.project());
  EXPECT_EQ(served.post("/api/record/start").status, 200);
  served.start_load(60);
  std::this_thread::sleep_for(1s);
  for (int i = 0; i < 3; ++i) {
    const std::string top =
        output_of(served.project(), fmt::format("go tool pprof -top -inuse_space '{}?token={}' 2> errors.txt",
                                                served.url("/debug/pprof/heap"), served.token()));
    EXPECT_THAT(largest_row(top), HasSubstr("GrowingBuffer"));
  }
  const std::string difference = output_of(
      served.project(), fmt::format("go tool pprof -top -inuse_space '{}?seconds=2&token={}' 2> errors.txt",
                                    served.url("/debug/pprof/heap"), served.token()));
  EXPECT_THAT(difference, HasSubstr("Duration: 2"));
  EXPECT_THAT(largest_row(difference), HasSubstr("GrowingBuffer"));
  served.end_load();
}

TEST(LiveImageService, PromtoolHasNothingToSay) {
  ServedService served("trimmed", {"--fail-above", "8GiB"});
  for (int i = 0; i < 2; ++i) {
    const Ran ran = served.project().shell(
        fmt::format("curl -fsS -H '{}' {} > metrics.txt && promtool check metrics < metrics.txt",
                    served.bearer(), served.url("/metrics")));
    EXPECT_THAT(ran, Succeeds());
    EXPECT_EQ(ran.out + ran.err, "");
    const std::string metrics = served.project().text(served.project().path("metrics.txt"));
    EXPECT_THAT(metrics, ContainsRegex("\nhighwater_live_bytes [1-9]"));
    EXPECT_THAT(metrics, ContainsRegex("\nhighwater_limit_bytes 8589934592\n"));  // 8 x 2^30
    EXPECT_THAT(metrics, ContainsRegex("\nprocess_resident_memory_bytes [1-9]"));
    served.post("/api/record/start");
  }
}

struct Step {
  const char* method;
  const char* path;
  int status;
  const char* says;
};
constexpr Step kWalk[] = {
    {"GET", "/", 200, "<title>Highwater live</title>"},
    {"GET", "/debug/pprof/", 200, "Types of profiles available:"},
    {"GET", "/debug/pprof/heap", 200, ""},
    {"GET", "/debug/pprof/heap?gc=1&debug=1", 200, "[before recording]"},
    {"GET", "/debug/pprof/allocs?debug=1", 200, "Type: alloc_space"},
    {"GET", "/debug/pprof/cmdline", 200, "scenario_image_service"},
    {"GET", "/metrics", 200, "highwater_live_bytes "},
    {"GET", "/api/live", 200, "\"live_bytes\":"},
    {"GET", "/api/result", 200, "\"schema\": 1"},
    {"POST", "/api/record/stop", 409, "hint"},
    {"POST", "/api/record/start", 200, "\"recording\":true"},
    {"POST", "/api/record/start", 409, "hint"},
    {"GET", "/debug/pprof/heap?seconds=1&debug=1", 200, "difference of"},
    {"POST", "/api/mark?name=curl", 200, "\"name\":\"curl\""},
    {"POST", "/api/mark", 400, "hint"},
    {"POST", "/api/snapshot", 200, "\"snapshot\":1"},
    {"POST", "/api/record/stop", 200, "\"recording\":false"},
    {"GET", "/api/record/start", 405, "hint"},
    {"POST", "/metrics", 405, "hint"},
    {"GET", "/debug/pprof/symbol", 404, "hint"},
    {"GET", "/no/such/page", 404, "hint"},
};

TEST(LiveImageService, CurlWalksEveryEndpoint) {
  ServedService served("trimmed", {"--snapshots", "kept"});
  const auto curl = [&](const Step& step, const std::string& with) {
    return served.project().shell(fmt::format("curl -sS -o body.bin -w '%{{http_code}}' -X {} {} '{}{}'",
                                              step.method, with, served.url(step.path), ""));
  };
  for (const Step& step : kWalk) {
    const Ran ran = curl(step, "-H '" + served.bearer() + "'");
    EXPECT_EQ(ran.out, std::to_string(step.status)) << step.method << " " << step.path << ran.err;
    EXPECT_THAT(served.project().text(served.project().path("body.bin")), HasSubstr(step.says)) << step.path;
  }
  for (const Step& step : kWalk) EXPECT_EQ(curl(step, "").out, "401") << step.path;
  for (const Step& step : kWalk)
    EXPECT_THAT(curl(step, "-H 'Authorization: Bearer wrong-token-0123'").out, testing::AnyOf("401", "429"));
  EXPECT_EQ(served.get("/metrics").status, 200) << "the right one is answered";
  EXPECT_THAT(served.project().text(served.project().path("kept/result.1.json")), HasSubstr("\"schema\": 1"));
}

TEST(LiveImageService, TheTokenIsNowhere) {
  ServedService served("trimmed");
  served.get("/metrics");
  ask_web({.url = served.url("/api/result?token=" + served.token()), .headers = {}, .body = ""});
  ask_web({.url = served.url("/none?token=" + served.token()), .headers = {}, .body = ""});
  EXPECT_THAT(served.get("/api/result").body, Not(HasSubstr(served.token())));
  const Ran ran = served.end();
  EXPECT_THAT(ran.out + ran.err, Not(HasSubstr(served.token())));
  EXPECT_THAT(served.project().text(served.project().path("result.json")), Not(HasSubstr(served.token())));
}

TEST(LiveImageService, ThatDiesInARequestIsReportedAndItsResultIsKept) {
  ServedService served("presized");
  EXPECT_EQ(served.post("/api/record/start").status, 200);
  served.load(1);
  RawClient waiting(served.port());
  waiting.say("GET /debug/pprof/heap?seconds=600&debug=1 HTTP/1.1\r\nHost: localhost\r\n" + served.bearer() +
              "\r\n\r\n");
  RawClient watching(served.port());
  watching.say("GET /api/events HTTP/1.1\r\nHost: localhost\r\n" + served.bearer() + "\r\n\r\n");
  EXPECT_THAT(watching.hear("event: numbers"), StartsWith("HTTP/1.1 200"));
  std::this_thread::sleep_for(300ms);
  EXPECT_EQ(::kill(served.service_pid(), SIGKILL), 0);
  EXPECT_THAT(waiting.hear("\r\n\r\n"), StartsWith("HTTP/1.1 200"));
  EXPECT_THAT(watching.hear(), AllOf(HasSubstr("event: sites"), HasSubstr("\"end\":{\"signal\":9}")));
  const Ran ran = served.highwater().wait();
  EXPECT_THAT(ran, Says(ExitStatus::kScenario, "signal 9 (SIGKILL)"));
  const Measurement result = served.final_result();
  EXPECT_EQ(result.end.signal, SIGKILL);
  EXPECT_GT(result.metrics.retained_bytes, 1'000'000);
  EXPECT_FALSE(result.sites.empty());
}

}  // namespace
}  // namespace highwater
