// SPDX-License-Identifier: Apache-2.0
// Memory in Google Benchmark: its JSON gets allocs_per_iter, max_bytes_used, total_allocated_bytes and
// net_heap_growth, from the counting library.
//
// Linking highwater::benchmark is all it takes: the memory manager registers itself before main(). This
// header is for programs that want to register it by themselves, later than something else that registers
// one.
//
// Google Benchmark runs each benchmark once more for its memory, at most 16 iterations, so that counting
// costs the times nothing but what the counters of the linked library cost.
#pragma once

namespace highwater::adapter {

// Registers the memory manager again. Ends the program with exit code 5 and the reason where nothing counts:
// zeros would look like a benchmark that allocates nothing.
void register_memory_manager();

}  // namespace highwater::adapter
