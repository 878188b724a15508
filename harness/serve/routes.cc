// SPDX-License-Identifier: Apache-2.0
#include "serve/routes.h"

#include <algorithm>
#include <array>
#include <string_view>

#include "serve/refusal.h"

namespace highwater {
namespace {

struct Entry {
  std::string_view path;
  bool changes;  // POST alone; otherwise GET and HEAD
  Route route;
};

constexpr std::array kRoutes = {
    Entry{"/", false, Route::kPage},
    Entry{"/debug/pprof/", false, Route::kIndex},
    Entry{"/debug/pprof", false, Route::kIndex},
    Entry{"/debug/pprof/heap", false, Route::kHeap},
    Entry{"/debug/pprof/allocs", false, Route::kAllocs},
    Entry{"/debug/pprof/cmdline", false, Route::kCommandLine},
    Entry{"/metrics", false, Route::kMetrics},
    Entry{"/api/result", false, Route::kResult},
    Entry{"/api/live", false, Route::kLive},
    Entry{"/api/events", false, Route::kEvents},
    Entry{"/api/record/start", true, Route::kStart},
    Entry{"/api/record/stop", true, Route::kStop},
    Entry{"/api/mark", true, Route::kMark},
    Entry{"/api/snapshot", true, Route::kSnapshot},
};

constexpr std::array<std::string_view, 9> kMethods = {"GET",     "HEAD",    "POST",  "PUT",  "DELETE",
                                                      "OPTIONS", "CONNECT", "TRACE", "PATCH"};

}  // namespace

Routed route_of(const HttpRequest& request) {
  const auto* const entry = std::find_if(kRoutes.begin(), kRoutes.end(),
                                         [&](const Entry& known) { return known.path == request.path; });
  if (std::find(kMethods.begin(), kMethods.end(), request.method) == kMethods.end())
    return {std::nullopt, refusal(request, 501, "no such method", "use GET or POST")};
  if (entry == kRoutes.end())
    return {std::nullopt,
            refusal(request, 404, "no such page",
                    "there are /, /debug/pprof/, /metrics and /api/…; see `highwater help run`")};
  const bool fits =
      entry->changes ? request.method == "POST" : request.method == "GET" || request.method == "HEAD";
  if (fits) return {entry->route, {}};
  const char* const allowed = entry->changes ? "POST" : "GET, HEAD";
  HttpResponse response = refusal(request, 405, "not by this method", std::string("use ") + allowed);
  response.headers.emplace_back("Allow", allowed);
  return {std::nullopt, std::move(response)};
}

}  // namespace highwater
