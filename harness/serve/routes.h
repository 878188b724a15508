// SPDX-License-Identifier: Apache-2.0
// What can be asked for: paths, methods, and the same for each. Used by live_service.cc.
#pragma once

#include <optional>
#include <string>

#include "serve/http.h"

namespace highwater {

enum class Route {
  kPage,
  kIndex,
  kHeap,
  kAllocs,
  kCommandLine,
  kMetrics,
  kResult,
  kLive,
  kEvents,
  kStart,
  kStop,
  kMark,
  kSnapshot,
};

// Which one it is, or why it is none: 404, 405 with Allow, 501 for a method that HTTP does not have.
struct Routed {
  std::optional<Route> route;
  HttpResponse refusal;  // where there is no route
};
Routed route_of(const HttpRequest& request);

}  // namespace highwater
