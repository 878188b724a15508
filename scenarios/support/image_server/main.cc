// SPDX-License-Identifier: Apache-2.0
// scenario_image_server: serves the pictures over HTTP/1.1 on a free loopback port, as a process of its own
// so that nothing it allocates is measured. Started by the scenarios; prints "ready PORT\n" and ends when its
// standard input does, which is when its parent has ended, however that was.
//
//     GET /sizes       the bytes of each picture, one number a line
//     GET /sized/N     picture N with Content-Length
//     GET /chunked/N   picture N in chunks of 16 KiB
//     GET /sized-bytes/NNNNNNNNNN, /chunked-bytes/NNNNNNNNNN   so many bytes of no meaning, in the same two
//     ways
#include <httplib.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <string>
#include <thread>
#include <vector>

#include "support/failure.h"
#include "support/image_server/picture_count.h"
#include "support/image_server/picture_set.h"

namespace highwater::scenarios {
namespace {

using Pictures = std::vector<std::vector<std::byte>>;

constexpr std::size_t kChunkBytes = 16384;
// Above any run under Valgrind: a connection that is closed in between would cost the client a new one, with
// allocations that only slow machines have.
constexpr std::size_t kRequestsPerConnection = 1'000'000;
constexpr time_t kPatienceSeconds = 24L * 3600;

const char* as_text(const std::vector<std::byte>& picture) {
  return reinterpret_cast<const char*>(picture.data());
}

const std::vector<std::byte>* find(const Pictures& pictures, const httplib::Request& request) {
  const std::string number = request.matches[1];  // at most two digits
  const std::size_t i = std::stoul(number);
  return i < pictures.size() ? &pictures[i] : nullptr;
}

void serve_sizes(const Pictures& pictures, httplib::Response& response) {
  std::string sizes;
  for (const std::vector<std::byte>& picture : pictures) sizes += std::to_string(picture.size()) + "\n";
  response.set_content(sizes, "text/plain");
}

void serve_sized(const std::vector<std::byte>& picture, httplib::Response& response) {
  response.set_content_provider(picture.size(), "image/jpeg",
                                [&picture](std::size_t offset, std::size_t length, httplib::DataSink& sink) {
                                  return sink.write(as_text(picture) + offset, length);
                                });
}

void serve_chunked(const std::vector<std::byte>& picture, httplib::Response& response) {
  response.set_chunked_content_provider(
      "image/jpeg", [&picture](std::size_t offset, httplib::DataSink& sink) {
        const std::size_t bytes = std::min(kChunkBytes, picture.size() - offset);
        if (bytes > 0 && !sink.write(as_text(picture) + offset, bytes)) return false;
        if (offset + bytes == picture.size()) sink.done();
        return true;
      });
}

// Made when the first is asked for: whoever wants plain bytes does not wait for them.
const Pictures& pictures() {
  static const Pictures kMade = make_picture_set(kPictures);
  return kMade;
}

// Zeros: what a buffer holds does not matter to what it costs.
const std::array<char, kChunkBytes> kZeros{};

std::size_t bytes_of(const httplib::Request& request) {
  return std::stoul(request.matches[1].str());  // ten digits
}

void serve_sized_bytes(const httplib::Request& request, httplib::Response& response) {
  response.set_content_provider(bytes_of(request), "application/octet-stream",
                                [](std::size_t, std::size_t length, httplib::DataSink& sink) {
                                  return sink.write(kZeros.data(), std::min(kZeros.size(), length));
                                });
}

void serve_chunked_bytes(const httplib::Request& request, httplib::Response& response) {
  const std::size_t all = bytes_of(request);
  response.set_chunked_content_provider("application/octet-stream",
                                        [all](std::size_t offset, httplib::DataSink& sink) {
                                          const std::size_t bytes = std::min(kChunkBytes, all - offset);
                                          if (bytes > 0 && !sink.write(kZeros.data(), bytes)) return false;
                                          if (offset + bytes == all) sink.done();
                                          return true;
                                        });
}

template <typename Serve>
httplib::Server::Handler picture_handler(Serve serve) {
  return [serve](const httplib::Request& request, httplib::Response& response) {
    const std::vector<std::byte>* picture = find(pictures(), request);
    if (picture == nullptr) {
      response.status = 404;
      return;
    }
    serve(*picture, response);
  };
}

void end_with_stdin() {
  char byte = 0;
  while (read(STDIN_FILENO, &byte, 1) > 0) {
  }
  _exit(0);
}

// A port of five digits, which all ephemeral ports of an unconfigured Linux are: the port is part of the URL
// and of a request header, and their lengths are in the client's numbers.
int bind_five_digits(httplib::Server& server) {
  constexpr int kFirst = 20000;
  constexpr int kLast = 60999;
  const int start = kFirst + static_cast<int>(getpid()) % (kLast - kFirst);
  for (int port = start; port <= kLast; ++port) {
    if (server.bind_to_port("127.0.0.1", port)) return port;
  }
  fail("no free port on 127.0.0.1");
}

int run() {
  std::thread(end_with_stdin).detach();
  httplib::Server server;
  server.set_socket_options([](socket_t) {});  // httplib sets SO_REUSEPORT: two servers could share a port
  server.set_tcp_nodelay(true);
  server.set_keep_alive_max_count(kRequestsPerConnection);
  server.set_keep_alive_timeout(kPatienceSeconds);
  server.set_read_timeout(kPatienceSeconds);
  server.set_write_timeout(kPatienceSeconds);
  server.Get("/sizes", [](const httplib::Request&, httplib::Response& r) { serve_sizes(pictures(), r); });
  server.Get(R"(/sized/(\d\d?))", picture_handler(serve_sized));
  server.Get(R"(/chunked/(\d\d?))", picture_handler(serve_chunked));
  server.Get(R"(/sized-bytes/(\d{10}))", serve_sized_bytes);
  server.Get(R"(/chunked-bytes/(\d{10}))", serve_chunked_bytes);
  std::printf("ready %d\n", bind_five_digits(server));
  std::fflush(stdout);
  server.listen_after_bind();
  fail("the server stopped listening");
}

}  // namespace
}  // namespace highwater::scenarios

int main() {
  return highwater::scenarios::run();
}
