// SPDX-License-Identifier: Apache-2.0
#include "counting/site_recorder.h"

#include <unistd.h>

#include "counting/unwind/pages.h"

namespace highwater::counting {
namespace {

// Null: the thread has none yet. It is never taken back, since a thread's last allocation cannot be known.
thread_local constinit StackMemo* thread_memo __attribute__((tls_model("initial-exec"))) = nullptr;
// Later threads walk their stacks every time: memory for a thread is never given back.
constexpr std::uint32_t kMemos = 64;
std::atomic<std::uint32_t> memos{0};

}  // namespace

void SiteRecorder::start(Process* process) noexcept {
  process_ = process;
  SiteTables* const tables = site_tables_of(process);
  (void)!::readlink("/proc/self/exe", tables->executable, sizeof tables->executable - 1);
  unwinder_.start(tables);
  table_.start(tables);
}

StackMemo* SiteRecorder::memo() noexcept {
  if (thread_memo != nullptr) return thread_memo;
  if (memos.load(std::memory_order_relaxed) >= kMemos || memos.fetch_add(1) >= kMemos) return nullptr;
  // Zeros are an empty memo.
  thread_memo = static_cast<StackMemo*>(map_pages(sizeof(StackMemo)));
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
