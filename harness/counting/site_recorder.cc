// SPDX-License-Identifier: Apache-2.0
#include "counting/site_recorder.h"

#include <string.h>
#include <sys/auxv.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "counting/site_accountant.h"
#include "counting/unwind/pages.h"

namespace highwater::counting {
namespace {

// The ThreadMemory; null: the thread has none, or none yet. It is never taken back, since a thread's last
// allocation cannot be known.
thread_local constinit void* own_memory __attribute__((tls_model("initial-exec"))) = nullptr;
thread_local constinit bool thread_is_known __attribute__((tls_model("initial-exec"))) = false;
// Later threads have none: they walk their stacks every time, one at a time.
constexpr std::uint32_t kThreadsWithMemory = 64;
std::atomic<std::uint32_t> threads{0};

// Without /proc what the kernel was given to execute.
void note_executable(char* path, std::size_t size) noexcept {
  if (::readlink("/proc/self/exe", path, size) > 0) return;
  const auto* const given = reinterpret_cast<const char*>(::getauxval(AT_EXECFN));
  if (given != nullptr) ::strncpy(path, given, size);
}

// By the system call: the function may allocate.
void note_folder(char* path, std::size_t size) noexcept {
  if (::syscall(SYS_getcwd, path, size) < 0) path[0] = '\0';
}

}  // namespace

void SiteRecorder::start(Process* process, FindObject find_object) noexcept {
  process_ = process;
  SiteTables* const tables = site_tables_of(process);
  note_executable(tables->executable, sizeof tables->executable - 1);
  note_folder(tables->folder, sizeof tables->folder - 1);
  unwinder_.start(tables, find_object);
  table_.start(tables);
}

// The thread's first call gives it a lane, and one of the first threads memory, whose zeros are an empty
// memo.
SiteRecorder::ThreadMemory* SiteRecorder::thread_memory() noexcept {
  if (!thread_is_known) [[unlikely]] {
    thread_is_known = true;
    const std::uint32_t thread = threads.fetch_add(1, std::memory_order_relaxed);
    thread_lane = thread % kLanes;
    if (thread < kThreadsWithMemory) own_memory = map_pages(sizeof(ThreadMemory));
  }
  return static_cast<ThreadMemory*>(own_memory);
}

std::uint32_t SiteRecorder::site_of(const Captured& captured, const std::uint32_t* frames) noexcept {
  bool full = false;
  const std::uint32_t site = table_.site_of(frames, captured.depth, &full);
  if (full) process_->flags.fetch_or(kSitesFull, std::memory_order_relaxed);
  return site;
}

std::uint32_t SiteRecorder::here_with_others(const void* hook_return_address) noexcept {
  const SpinGuard guard(shared_lock_);
  return site_of(unwinder_.capture(hook_return_address, shared_frames_, kMaxDepth, nullptr), shared_frames_);
}

std::uint32_t SiteRecorder::here(const void* hook_return_address) noexcept {
  ThreadMemory* const memory = thread_memory();
  if (memory == nullptr) [[unlikely]]
    return here_with_others(hook_return_address);
  const Captured captured = unwinder_.capture(hook_return_address, memory->frames, kMaxDepth, &memory->memo);
  if (captured.site != StackMemo::kNoSite) [[likely]]
    return captured.site;
  const std::uint32_t site = site_of(captured, memory->frames);
  memory->memo.remember(site);
  return site;
}

}  // namespace highwater::counting
