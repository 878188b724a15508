// SPDX-License-Identifier: Apache-2.0
#include "counting/site_recorder.h"

#include <unistd.h>

#include "counting/site_accountant.h"
#include "counting/unwind/pages.h"

namespace highwater::counting {
namespace {

// Null: the thread has none, or none yet. It is never taken back, since a thread's last allocation cannot be
// known.
thread_local constinit StackMemo* thread_memo __attribute__((tls_model("initial-exec"))) = nullptr;
thread_local constinit bool thread_is_known __attribute__((tls_model("initial-exec"))) = false;
// Later threads walk their stacks every time: memory for a thread is never given back.
constexpr std::uint32_t kMemos = 64;
std::atomic<std::uint32_t> threads{0};

}  // namespace

void SiteRecorder::start(Process* process, FindObject find_object) noexcept {
  process_ = process;
  SiteTables* const tables = site_tables_of(process);
  (void)!::readlink("/proc/self/exe", tables->executable, sizeof tables->executable - 1);
  unwinder_.start(tables, find_object);
  table_.start(tables);
}

// The thread's first call gives it a lane, and one of the first threads a memo, whose zeros are an empty one.
StackMemo* SiteRecorder::memo() noexcept {
  if (thread_is_known) [[likely]]
    return thread_memo;
  thread_is_known = true;
  const std::uint32_t thread = threads.fetch_add(1, std::memory_order_relaxed);
  thread_lane = thread % kLanes;
  if (thread < kMemos) thread_memo = static_cast<StackMemo*>(map_pages(sizeof(StackMemo)));
  return thread_memo;
}

std::uint32_t SiteRecorder::here(const void* hook_return_address) noexcept {
  std::uint32_t frames[kMaxDepth];
  StackMemo* const known = memo();
  const Captured captured = unwinder_.capture(hook_return_address, frames, kMaxDepth, known);
  if (captured.site != StackMemo::kNoSite) [[likely]]
    return captured.site;
  bool full = false;
  const std::uint32_t site = table_.site_of(frames, captured.depth, &full);
  if (full) process_->flags.fetch_or(kSitesFull, std::memory_order_relaxed);
  if (known != nullptr) known->remember(site);
  return site;
}

}  // namespace highwater::counting
