// SPDX-License-Identifier: Apache-2.0
#include "serve/mhd_exchange.h"

#include <algorithm>
#include <cstdlib>
#include <utility>

namespace highwater {
namespace {

// A client that goes on after that is not told but cut off.
constexpr std::size_t kMostIgnoredBytes = 1024UL * 1024;
constexpr std::size_t kStreamBlockBytes = 16UL * 1024;

HttpResponse plain(int status, const char* text) {
  HttpResponse response;
  response.status = status;
  response.headers = {{"Content-Type", "text/plain; charset=utf-8"}, {"Cache-Control", "no-store"}};
  response.body = text;
  return response;
}

HttpResponse too_large() {
  return plain(MHD_HTTP_CONTENT_TOO_LARGE, "error: the body is too large\nhint: requests need none\n");
}

// Lets go of an answer that nobody gave.
class Answer final : public HttpAnswer {
 public:
  explicit Answer(std::shared_ptr<MhdExchange> exchange) : exchange_(std::move(exchange)) {}
  ~Answer() override {
    exchange_->send(plain(MHD_HTTP_SERVICE_UNAVAILABLE, "error: highwater is about to end\n"));
  }
  void send(HttpResponse response) override { exchange_->send(std::move(response)); }

 private:
  std::shared_ptr<MhdExchange> exchange_;
};

struct StreamReader {
  MHD_Connection* connection;
  std::shared_ptr<StreamBody> stream;
};

ssize_t read_stream(void* closure, std::uint64_t, char* bytes, std::size_t size) {
  const StreamReader& reader = *static_cast<StreamReader*>(closure);
  MHD_Connection* const connection = reader.connection;
  bool at_end = false;
  const std::size_t got = reader.stream->read(
      bytes, size, [&] { MHD_suspend_connection(connection); },
      [connection] { MHD_resume_connection(connection); }, at_end);
  return at_end ? MHD_CONTENT_READER_END_OF_STREAM : static_cast<ssize_t>(got);
}

void end_stream(void* closure) {
  const std::unique_ptr<StreamReader> reader(static_cast<StreamReader*>(closure));
  reader->stream->abandon();
}

MHD_Response* stream_response(MHD_Connection* connection, const std::shared_ptr<StreamBody>& stream) {
  return MHD_create_response_from_callback(MHD_SIZE_UNKNOWN, kStreamBlockBytes, read_stream,
                                           new StreamReader{connection, stream}, end_stream);
}

MHD_Result add_field(void* closure, MHD_ValueKind, const char* name, const char* value) {
  static_cast<HttpFields*>(closure)->emplace_back(name, value != nullptr ? value : "");
  return MHD_YES;
}

}  // namespace

HttpRequest read_request(MHD_Connection* connection, const char* path, const char* method) {
  HttpRequest request{.method = method, .path = path, .query = {}, .headers = {}};
  MHD_get_connection_values(connection, MHD_GET_ARGUMENT_KIND, add_field, &request.query);
  MHD_get_connection_values(connection, MHD_HEADER_KIND, add_field, &request.headers);
  for (auto& [name, value] : request.headers)
    std::transform(name.begin(), name.end(), name.begin(),
                   [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
  return request;
}

MHD_Result MhdExchange::queue(const HttpResponse& response) {
  MHD_Response* made =
      response.stream != nullptr
          ? stream_response(connection_, response.stream)
          : MHD_create_response_from_buffer(response.body.size(), const_cast<char*>(response.body.data()),
                                            MHD_RESPMEM_MUST_COPY);
  if (made == nullptr) return MHD_NO;
  for (const auto& [name, value] : response.headers)
    MHD_add_response_header(made, name.c_str(), value.c_str());
  const MHD_Result queued = MHD_queue_response(connection_, static_cast<unsigned>(response.status), made);
  MHD_destroy_response(made);
  state_ = State::kSent;
  return queued;
}

MHD_Result MhdExchange::begin(HttpHandler& handler) {
  if (std::optional<HttpResponse> response = handler.answer_at_once(request_)) return queue(*response);
  const std::string length = value_in(request_.headers, "content-length").value_or("0");
  if (std::strtoull(length.c_str(), nullptr, 10) > kMostBodyBytes) return queue(too_large());
  return MHD_YES;
}

MHD_Result MhdExchange::take_body(std::size_t bytes) {
  body_bytes_ += bytes;
  return body_bytes_ > kMostIgnoredBytes ? MHD_NO : MHD_YES;
}

MHD_Result MhdExchange::answer(HttpHandler& handler) {
  {
    const std::lock_guard lock(mutex_);
    if (state_ == State::kAnswered) return queue(response_);
    if (state_ != State::kNew) return MHD_YES;
    if (body_bytes_ > kMostBodyBytes) return queue(too_large());
    state_ = State::kWaiting;
    MHD_suspend_connection(connection_);
  }
  handler.handle(std::move(request_), std::make_shared<Answer>(shared_from_this()));
  return MHD_YES;
}

void MhdExchange::send(HttpResponse response) {
  const std::lock_guard lock(mutex_);
  if (state_ != State::kWaiting) return;
  state_ = State::kAnswered;
  response_ = std::move(response);
  MHD_resume_connection(connection_);
}

}  // namespace highwater
