// SPDX-License-Identifier: Apache-2.0
#include "batch_download/image_service/service.h"

#include <httplib.h>

#include <charconv>
#include <map>
#include <memory>
#include <mutex>
#include <string>

#include "batch_download/image_service/sizes_text.h"
#include "support/failure.h"
#include "support/image_server/picture_count.h"
#include "support/jpeg_decoder.h"

namespace highwater::scenarios {
namespace {

std::optional<unsigned> picture_of(const std::string& text) {
  unsigned picture = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), picture);
  if (error != std::errc() || end != text.data() + text.size() || picture >= kPictures) return std::nullopt;
  return picture;
}

}  // namespace

struct Service::State {
  const ServiceVariant& variant;
  int upstream_port;
  CurlLibrary library;
  httplib::Server server;
  std::mutex mutex;  // of `remembered`
  std::map<std::string, std::shared_ptr<const GrowingBuffer>> remembered;

  std::shared_ptr<const GrowingBuffer> fetch(unsigned picture) const {
    thread_local Downloader downloader(upstream_port);
    return std::make_shared<const GrowingBuffer>(
        download_to_buffer(downloader, *variant.plan, PicturePath(variant.plan->transport, picture).get()));
  }

  void remember(const std::string& sizes, unsigned picture, std::shared_ptr<const GrowingBuffer> body) {
    const std::string key = std::to_string(picture) + (variant.by_request ? " " + sizes : "");
    const std::lock_guard lock(mutex);
    remembered[key] = std::move(body);
  }

  void recompress(const httplib::Request& request, httplib::Response& response) {
    const std::string sizes = request.get_param_value("sizes");
    const std::optional<ThumbnailWidths> widths = widths_of(sizes);
    const std::optional<unsigned> picture = picture_of(request.get_param_value("picture"));
    if (!widths || !picture) {
      response.status = 400;
      response.set_content("GET /recompress?picture=0&sizes=160,120,80\n", "text/plain");
      return;
    }
    const std::shared_ptr<const GrowingBuffer> body = fetch(*picture);
    Recompressor recompressor(*widths);
    JpegDecoder(recompressor).decode_whole(body->contents(), widths->front());
    const std::span<const std::byte> largest = recompressor.thumbnails().front();
    response.set_content(reinterpret_cast<const char*>(largest.data()), largest.size(), "image/jpeg");
    remember(sizes, *picture, body);
  }
};

Service::Service(const ServiceVariant& variant, int upstream_port, int port, unsigned threads)
    : state_(new State{variant, upstream_port, {}, {}, {}, {}}) {
  httplib::Server& server = state_->server;
  server.new_task_queue = [threads] { return new httplib::ThreadPool(threads); };
  server.set_tcp_nodelay(true);
  server.set_keep_alive_max_count(1'000'000);
  server.Get("/recompress",
             [state = state_.get()](const httplib::Request& request, httplib::Response& response) {
               state->recompress(request, response);
             });
  port_ = port == 0                                ? server.bind_to_any_port("127.0.0.1")
          : server.bind_to_port("127.0.0.1", port) ? port
                                                   : -1;
  if (port_ < 0) fail("cannot listen on 127.0.0.1", std::to_string(port));
}

Service::~Service() = default;

void Service::run() {
  state_->server.listen_after_bind();
}

void Service::stop() {
  state_->server.stop();
}

}  // namespace highwater::scenarios
