// SPDX-License-Identifier: Apache-2.0
#include "tests/browser/http_json.h"

#include <curl/curl.h>
#include <fmt/format.h>

#include <memory>

namespace highwater {
namespace {

std::size_t append(char* data, std::size_t size, std::size_t count, void* text) {
  static_cast<std::string*>(text)->append(data, size * count);
  return size * count;
}

}  // namespace

Expected<nlohmann::json> exchange(const HttpRequest& request) {
  const std::unique_ptr<CURL, void (*)(CURL*)> curl(curl_easy_init(), curl_easy_cleanup);
  // curl's own "Expect: 100-continue" would cost a second for every large body.
  const std::unique_ptr<curl_slist, void (*)(curl_slist*)> headers(
      curl_slist_append(curl_slist_append(nullptr, "Content-Type: application/json; charset=utf-8"),
                        "Expect:"),
      curl_slist_free_all);
  if (!curl || !headers) return fail(ExitStatus::kProbe, "libcurl does not start");
  std::string answer;
  curl_easy_setopt(curl.get(), CURLOPT_URL, request.url.c_str());
  curl_easy_setopt(curl.get(), CURLOPT_CUSTOMREQUEST, request.method);
  curl_easy_setopt(curl.get(), CURLOPT_HTTPHEADER, headers.get());
  curl_easy_setopt(curl.get(), CURLOPT_NOPROXY, "*");
  curl_easy_setopt(curl.get(), CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(curl.get(), CURLOPT_TIMEOUT_MS, static_cast<long>(request.timeout.count()));
  curl_easy_setopt(curl.get(), CURLOPT_WRITEFUNCTION, append);
  curl_easy_setopt(curl.get(), CURLOPT_WRITEDATA, &answer);
  if (!request.body.empty()) {
    curl_easy_setopt(curl.get(), CURLOPT_POSTFIELDS, request.body.c_str());
    curl_easy_setopt(curl.get(), CURLOPT_POSTFIELDSIZE, static_cast<long>(request.body.size()));
  }
  const CURLcode code = curl_easy_perform(curl.get());
  if (code != CURLE_OK)
    return fail(ExitStatus::kProbe,
                fmt::format("{} {}: {}", request.method, request.url, curl_easy_strerror(code)));
  nlohmann::json parsed = nlohmann::json::parse(answer, nullptr, false);
  if (parsed.is_discarded())
    return fail(ExitStatus::kProbe,
                fmt::format("{} {}: not JSON: {}", request.method, request.url, answer.substr(0, 200)));
  return parsed;
}

}  // namespace highwater
