// SPDX-License-Identifier: Apache-2.0
// One libcurl handle with one kept connection to the image server: what one downloader thread has.
#pragma once

#include <curl/curl.h>

#include <cstddef>
#include <memory>
#include <optional>
#include <span>

namespace highwater::scenarios {

// Who takes a body while it arrives.
class BodySink {
 public:
  BodySink() = default;
  BodySink(const BodySink&) = delete;  // interfaces are not copied
  BodySink& operator=(const BodySink&) = delete;
  virtual ~BodySink() = default;

  // `content_length` is nothing when the body comes in chunks.
  virtual void piece(std::span<const std::byte> bytes, std::optional<std::size_t> content_length) = 0;
};

// libcurl's own initialisation, for as long as this lives.
class CurlLibrary {
 public:
  CurlLibrary();
  ~CurlLibrary();
  CurlLibrary(const CurlLibrary&) = delete;  // there is one libcurl
  CurlLibrary& operator=(const CurlLibrary&) = delete;
};

// Thread safety: one thread at a time.
class Downloader {
 public:
  explicit Downloader(int port);

  // GET http://127.0.0.1:PORT/FOLDER/NAME. Anything but a complete body with status 200 ends the scenario.
  void get(const char* path, BodySink& sink);

 private:
  struct Cleanup {
    void operator()(CURL* handle) const { curl_easy_cleanup(handle); }
  };

  std::unique_ptr<CURL, Cleanup> handle_;
  int port_;
};

}  // namespace highwater::scenarios
