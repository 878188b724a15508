// SPDX-License-Identifier: Apache-2.0
// Story 1's service: fetches pictures from an upstream, recompresses them, and remembers what it fetched. It
// has no profiling code at all.
//
//     GET /recompress?picture=N&sizes=160,120,80   the largest of the three, as a JPEG
#pragma once

#include <memory>
#include <string_view>

#include "batch_download/keeping.h"

namespace highwater::scenarios {

// How what was fetched is remembered.
struct ServiceVariant {
  std::string_view name;
  const BufferPlan* plan;
  bool by_request;  // one entry for each different request, in place of one for each picture
};

// The mistake: buffers twice as large as the picture, one more for each list of sizes that anybody asks for.
inline constexpr ServiceVariant kMistaken{"presized", &kPresized, true};
// The cure: buffers of the picture's size, one for each picture.
inline constexpr ServiceVariant kCured{"trimmed", &kTrimmed, false};

class Service {
 public:
  // Listens on `port` of 127.0.0.1; 0: any that is free. `threads` requests are worked on at a time.
  Service(const ServiceVariant& variant, int upstream_port, int port, unsigned threads);
  ~Service();
  Service(const Service&) = delete;  // its threads know where it is
  Service& operator=(const Service&) = delete;

  int port() const { return port_; }
  void run();   // until stop()
  void stop();  // from another thread

 private:
  struct State;
  std::unique_ptr<State> state_;
  int port_ = 0;
};

}  // namespace highwater::scenarios
