// SPDX-License-Identifier: Apache-2.0
// What is known about a variant before it runs: the facts that end-to-end tests compare measured numbers
// with.
#pragma once

#include <cstddef>
#include <vector>

#include "batch_download/downloader.h"
#include "batch_download/keeping.h"

namespace highwater::scenarios {

struct KeptBytes {
  std::size_t retained = 0;  // what the cache holds at the end
  std::size_t peak = 0;      // most that its buffers need at one moment, when one thread downloads in order
  std::size_t allocations = 0;  // of buffers
};

// The closed forms: see growing_buffer.h for the growth of one buffer.
KeptBytes kept_bytes(const BufferPlan& plan, const std::vector<std::size_t>& body_bytes);

// The server's list of body lengths.
std::vector<std::size_t> fetch_sizes(Downloader& downloader);

// Prints the lines "key value". `plan` is null for the variant that keeps nothing.
void describe(Downloader& downloader, const BufferPlan* plan);

}  // namespace highwater::scenarios
