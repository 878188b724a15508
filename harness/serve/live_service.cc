// SPDX-License-Identifier: Apache-2.0
// The thread that speaks HTTP looks at a request (refuse()) and hands it on; the work is done by the threads
// of tasks_. Pages are told twice a second, and of sites every two seconds, whoever asked for how many.
#include "serve/live_service.h"

#include <fmt/format.h>

#include <charconv>
#include <nlohmann/json.hpp>

#include "base/terminal.h"
#include "result/json.h"
#include "serve/heap_profile.h"
#include "serve/live_metrics.h"
#include "serve/page.h"
#include "serve/policy.h"
#include "serve/pprof_index.h"
#include "serve/refusal.h"

namespace highwater {
namespace {

using namespace std::chrono_literals;

constexpr std::size_t kThreads = 3;
constexpr auto kTick = 500ms;
constexpr std::int64_t kTicksASites = 4;
constexpr std::size_t kMostMarks = 512;

// "?seconds=N"; 0: not asked for. Nullopt: no such number.
std::optional<int> seconds_of(const HttpRequest& request) {
  const std::optional<std::string> text = value_in(request.query, "seconds");
  if (!text) return 0;
  int seconds = 0;
  const auto [end, error] = std::from_chars(text->data(), text->data() + text->size(), seconds);
  if (error != std::errc() || end != text->data() + text->size() || seconds < 1 || seconds > kMostWaitSeconds)
    return std::nullopt;
  return seconds;
}

bool is_profile(Route route) {
  return route == Route::kHeap || route == Route::kAllocs;
}

bool wants_text(const HttpRequest& request) {
  const std::optional<std::string> debug = value_in(request.query, "debug");
  return debug && *debug != "0" && !debug->empty();
}

HeapProfileOptions profile_options(const HttpRequest& request, Route route) {
  return {.shown_first = route == Route::kAllocs ? By::kAllocated : By::kRetained,
          .time = std::chrono::system_clock::now(),
          .as_text = wants_text(request)};
}

HttpResponse profile_response(const HttpRequest& request, Route route, const Expected<std::string>& profile) {
  if (!profile) return refusal(request, profile.error());
  if (wants_text(request)) return text_response(200, "text/plain; charset=utf-8", *profile);
  HttpResponse response = text_response(200, "application/octet-stream", *profile);
  response.headers.emplace_back(
      "Content-Disposition",
      fmt::format("attachment; filename=\"{}.pb.gz\"", route == Route::kAllocs ? "allocs" : "heap"));
  return response;
}

// As Go shows it: words with a zero byte between them.
std::string command_words(const std::vector<std::string>& command) {
  std::string text;
  for (const std::string& word : command) text += (text.empty() ? "" : std::string(1, '\0')) + word;
  return text;
}

void send_to(HttpAnswer& answer, HttpResponse response) {
  add_policy(response);
  answer.send(std::move(response));
}

// One of a number of places, taken for as long as it lives.
class Place {
 public:
  explicit Place(std::atomic<int>& taken) : taken_(taken) { number_ = ++taken_; }
  ~Place() { --taken_; }
  Place(const Place&) = delete;  // a place is taken once
  Place& operator=(const Place&) = delete;
  int number() const { return number_; }

 private:
  std::atomic<int>& taken_;
  int number_;
};

// Out of memory is this request's failure, and nobody else's.
void attempt(const HttpRequest& request, HttpAnswer& answer, const std::function<void()>& work) {
  try {
    work();
  } catch (const std::exception& error) {
    send_to(answer, refusal(request, 500, error.what(), ""));
  }
}

std::string recording_json(const RecordingState& state) {
  const nlohmann::ordered_json json = {{"recording", state.on}, {"window", state.window}};
  return json.dump() + "\n";
}

}  // namespace

LiveService::LiveService(LiveTarget& target, LiveFacts facts, Guard guard)
    : target_(target), facts_(std::move(facts)), guard_(std::move(guard)), tasks_(kThreads) {
  tasks_.post([this] { tick(0); });
}

std::optional<HttpResponse> LiveService::answer_at_once(const HttpRequest& request) {
  std::optional<HttpResponse> response = refuse(request);
  if (response) add_policy(*response);
  return response;
}

std::optional<HttpResponse> LiveService::refuse(const HttpRequest& request) {
  if (std::optional<HttpResponse> refused = guard_.refuse(request, std::chrono::steady_clock::now()))
    return refused->status == 401 && request.path == "/" ? token_page(request, *std::move(refused)) : refused;
  Routed routed = route_of(request);
  if (!routed.route) return std::move(routed.refusal);
  if (ended_) return refusal(request, 503, "the command has ended", "its result is where --json says");
  if (open_requests_ >= kMostOpenRequests)
    return refusal(request, 503, "too many requests at once", "ask again in a second");
  if (is_profile(*routed.route) && !seconds_of(request))
    return refusal(request, 400, fmt::format("seconds must be a number from 1 to {}", kMostWaitSeconds),
                   "for example ?seconds=30");
  return std::nullopt;
}

void LiveService::handle(HttpRequest request, std::shared_ptr<HttpAnswer> answer) {
  const std::optional<Route> route = route_of(request).route;
  if (!route) return;
  auto place = std::make_shared<Place>(open_requests_);
  tasks_.post(
      [this, request = std::move(request), route = *route, answer = std::move(answer),
       place = std::move(place)] { attempt(request, *answer, [&] { work(request, route, answer); }); });
}

void LiveService::work(const HttpRequest& request, Route route, const std::shared_ptr<HttpAnswer>& answer) {
  const int seconds = is_profile(route) && request.method == "GET" ? seconds_of(request).value_or(0) : 0;
  if (seconds > 0) return answer_difference(request, route, seconds, answer);
  send_to(*answer, respond(request, route));
}

HttpResponse LiveService::respond(const HttpRequest& request, Route route) {
  switch (route) {
    case Route::kPage:
      return live_page();
    case Route::kIndex: {
      const LiveNumbers numbers = target_.numbers();
      return text_response(
          200, "text/html; charset=utf-8",
          render_pprof_index(numbers.live_blocks, numbers.allocations, value_in(request.query, "token")));
    }
    case Route::kHeap:
    case Route::kAllocs:
      return heap(request, route);
    case Route::kCommandLine:
      return text_response(200, "text/plain; charset=utf-8", command_words(facts_.command));
    case Route::kMetrics: {
      const LiveNumbers numbers = target_.numbers();
      const std::optional<std::int64_t> limit =
          facts_.limit ? std::optional(facts_.limit->bytes) : std::nullopt;
      return text_response(
          200, kPrometheusType,
          render_live_metrics(numbers, limit,
                              numbers.end || numbers.pid == 0 ? std::nullopt : status_of(numbers.pid)));
    }
    case Route::kResult: {
      const Expected<Measurement> measurement = target_.measurement();
      return measurement ? json_response(to_json(*measurement)) : refusal(request, measurement.error());
    }
    case Route::kLive:
      return json_response(live() + "\n");
    case Route::kEvents:
      return open_events(request);
    case Route::kStart:
    case Route::kStop:
      return switch_recording(request, route);
    case Route::kMark:
      return mark(request);
    case Route::kSnapshot:
      return snapshot(request);
  }
  return refusal(request, 500, "no such route", "");
}

HttpResponse LiveService::heap(const HttpRequest& request, Route route) {
  const Expected<Measurement> measurement = target_.measurement();
  if (!measurement) return refusal(request, measurement.error());
  return profile_response(request, route, render_heap(*measurement, profile_options(request, route)));
}

void LiveService::answer_difference(const HttpRequest& request, Route route, int seconds,
                                    const std::shared_ptr<HttpAnswer>& answer) {
  auto place = std::make_shared<Place>(waiting_requests_);
  if (place->number() > kMostWaitingRequests)
    return send_to(*answer,
                   refusal(request, 503, "too many requests wait for a difference", "ask again later"));
  const LiveNumbers start = target_.numbers();
  const auto before = std::make_shared<Expected<Measurement>>(target_.measurement());
  const auto finish = [this, request, route, answer, before, start] {
    const LiveNumbers end = target_.numbers();
    HttpResponse response;
    const Expected<Measurement> now = target_.measurement();
    if (!*before) {
      response = refusal(request, before->error());
    } else if (!now) {
      response = refusal(request, now.error());
    } else if (start.recording.window != end.recording.window) {
      response =
          refusal(request, 409, "recording was started meanwhile, so there is no difference", "ask again");
    } else {
      HeapProfileOptions options = profile_options(request, route);
      options.duration = end.elapsed - start.elapsed;
      response = profile_response(request, route, render_heap_difference(**before, *now, options));
    }
    send_to(*answer, std::move(response));
  };
  tasks_.post([finish, request, answer, place = std::move(place)] { attempt(request, *answer, finish); },
              std::chrono::steady_clock::now() + std::chrono::seconds(seconds));
}

HttpResponse LiveService::open_events(const HttpRequest& request) {
  HttpResponse response = text_response(200, "text/event-stream", "");
  if (request.method == "HEAD") return response;
  response.stream = hub_.open();
  if (response.stream == nullptr) {
    HttpResponse full = refusal(request, 503, fmt::format("{} pages watch already", EventHub::kMostStreams),
                                "close one, or ask for /api/live now and then");
    full.headers.emplace_back("Retry-After", "5");
    return full;
  }
  response.stream->push(event_text("numbers", numbers_json(target_.numbers())));
  return response;
}

HttpResponse LiveService::switch_recording(const HttpRequest& request, Route route) {
  const Expected<void> done = route == Route::kStart ? target_.start_recording() : target_.stop_recording();
  if (!done) return refusal(request, done.error());
  tell_all();
  return json_response(recording_json(target_.numbers().recording));
}

HttpResponse LiveService::mark(const HttpRequest& request) {
  const std::string name = value_in(request.query, "name").value_or("");
  if (name.empty()) return refusal(request, 400, "the mark has no name", "POST /api/mark?name=deployed");
  if (const Expected<void> done = target_.mark(name); !done)
    return refusal(request, 400, done.error().what, done.error().hint);
  const LiveMark made{target_.numbers().elapsed.count(), name};
  {
    const std::lock_guard lock(mutex_);
    if (marks_.size() < kMostMarks) marks_.push_back(made);
  }
  hub_.push(event_text("mark", mark_json(made)));
  return json_response(mark_json(made) + "\n");
}

HttpResponse LiveService::snapshot(const HttpRequest& request) {
  const Expected<LiveSnapshot> kept = target_.snapshot();
  if (!kept) return refusal(request, kept.error());
  const nlohmann::ordered_json json = {{"snapshot", kept->number}, {"file", kept->path}};
  return json_response(json.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace) + "\n");
}

std::string LiveService::live() {
  if (facts_.can_record && target_.numbers().recording.window > 0) push_sites();
  const LiveNumbers numbers = target_.numbers();
  const std::lock_guard lock(mutex_);
  return live_json(facts_, numbers, history_, marks_, sites_);
}

void LiveService::tick(std::int64_t number) {
  if (ended_) return;
  const auto next = std::chrono::steady_clock::now() + kTick;
  const LiveNumbers numbers = target_.numbers();
  {
    const std::lock_guard lock(mutex_);
    history_.add({numbers.elapsed.count(), numbers.live_bytes, numbers.peak_bytes});
  }
  if (hub_.is_watched()) {
    hub_.push(event_text("numbers", numbers_json(numbers)));
    if (number % kTicksASites == 0 && numbers.recording.window > 0) tasks_.post([this] { push_sites(); });
  }
  tasks_.post([this, number] { tick(number + 1); }, next);
}

// Not twice at the same time: whoever comes meanwhile gets what the first one makes.
void LiveService::push_sites() {
  const std::unique_lock only(sites_mutex_, std::try_to_lock);
  if (!only) return;
  const Expected<Measurement> measurement = target_.measurement();
  if (!measurement) return;
  const std::string sites = sites_json(*measurement);
  hub_.push(event_text("sites", sites));
  const std::lock_guard lock(mutex_);
  sites_ = sites;
}

void LiveService::tell_all() {
  hub_.push(event_text("numbers", numbers_json(target_.numbers())));
  tasks_.post([this] { push_sites(); });
}

void LiveService::end() {
  if (ended_.exchange(true)) return;
  tasks_.finish();
  if (facts_.can_record && target_.numbers().recording.window > 0) push_sites();
  hub_.push(event_text("end", numbers_json(target_.numbers())));
  hub_.close();
}

}  // namespace highwater
