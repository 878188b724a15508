// SPDX-License-Identifier: Apache-2.0
// What libcurl allocates must depend on what is downloaded and on nothing else, so everything that goes by
// the clock or by the environment is turned off: proxies, expiry of names and connections, signals.
#include "batch_download/downloader.h"

#include <array>
#include <cstdio>
#include <string>

#include "support/failure.h"

namespace highwater::scenarios {
namespace {

constexpr long kNeverSeconds = 24L * 3600;

void check(CURLcode code, const char* what) {
  if (code != CURLE_OK) fail(what, curl_easy_strerror(code));
}

template <typename Value>
void set(CURL* handle, CURLoption option, Value value) {
  check(curl_easy_setopt(handle, option, value), "cannot set a libcurl option");
}

struct Transfer {
  CURL* handle;
  BodySink* sink;
};

std::optional<std::size_t> content_length(CURL* handle) {
  curl_off_t length = -1;
  check(curl_easy_getinfo(handle, CURLINFO_CONTENT_LENGTH_DOWNLOAD_T, &length), "cannot read Content-Length");
  if (length < 0) return std::nullopt;
  return static_cast<std::size_t>(length);
}

extern "C" {
static std::size_t highwater_body_piece(char* bytes, std::size_t one, std::size_t count, void* user) {
  const Transfer& transfer = *static_cast<Transfer*>(user);
  transfer.sink->piece(std::as_bytes(std::span(bytes, one * count)), content_length(transfer.handle));
  return one * count;
}
}

}  // namespace

CurlLibrary::CurlLibrary() {
  check(curl_global_init(CURL_GLOBAL_NOTHING), "cannot initialise libcurl");  // no TLS: loopback HTTP only
}

CurlLibrary::~CurlLibrary() {
  curl_global_cleanup();
}

Downloader::Downloader(int port) : handle_(curl_easy_init()), port_(port) {
  CURL* handle = handle_.get();
  if (handle == nullptr) fail("cannot make a libcurl handle");
  set(handle, CURLOPT_NOSIGNAL, 1L);
  set(handle, CURLOPT_PROXY, "");
  set(handle, CURLOPT_DNS_CACHE_TIMEOUT, -1L);
  set(handle, CURLOPT_MAXAGE_CONN, kNeverSeconds);
  set(handle, CURLOPT_WRITEFUNCTION, highwater_body_piece);
}

void Downloader::get(const char* path, BodySink& sink) {
  std::array<char, 64> url{};
  std::snprintf(url.data(), url.size(), "http://127.0.0.1:%d/%s", port_, path);
  CURL* handle = handle_.get();
  Transfer transfer{handle, &sink};
  set(handle, CURLOPT_URL, url.data());
  set(handle, CURLOPT_WRITEDATA, &transfer);
  check(curl_easy_perform(handle), url.data());
  long status = 0;
  check(curl_easy_getinfo(handle, CURLINFO_RESPONSE_CODE, &status), "cannot read the HTTP status");
  if (status != 200) fail(url.data(), "HTTP status " + std::to_string(status));
}

}  // namespace highwater::scenarios
