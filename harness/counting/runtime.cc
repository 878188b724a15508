// SPDX-License-Identifier: Apache-2.0
// How this process came to be counted, and what it does that changes whose numbers they are.
#include "counting/runtime.h"

#include <dlfcn.h>
#include <errno.h>
#include <string.h>
#include <sys/prctl.h>
#include <unistd.h>

#include <atomic>

#include "counting/attach.h"
#include "counting/events.h"
#include "counting/export.h"
#include "counting/next.h"
#include "counting/own.h"
#include "counting/thread_vector.h"

// Exported by every copy of this library, so that two copies in one program find each other.
extern "C" HIGHWATER_EXPORT const char highwater_counting_library;
extern "C" const char highwater_counting_library = 1;
extern "C" const char highwater_own_marker __attribute__((alias("highwater_counting_library")));

namespace highwater::counting {
namespace {

enum Stage : int { kUnstarted, kStarting, kStarted };

std::atomic<int> stage{kUnstarted};
constinit ThreadVectors thread_vectors;
Process* process = nullptr;
pid_t owner = 0;
Start started_with{};

// Of the preloaded library, if it is there: this copy, or the one behind it. A linked copy adds none to its
// program.
std::size_t preloaded_modules() noexcept {
  return is_preloaded || ::dlsym(RTLD_NEXT, "highwater_counting_library") != nullptr ? 1 : 0;
}

// A linked copy comes before a preloaded one in the program's scope; the second stands down and only
// forwards.
bool another_copy_comes_first() noexcept {
  const void* first = ::dlsym(RTLD_DEFAULT, "highwater_counting_library");
  return first != nullptr && first != &highwater_own_marker;
}

void note_own_malloc() noexcept {
  if (::dlsym(RTLD_DEFAULT, "malloc") != reinterpret_cast<void*>(&highwater_own_malloc))
    process->flags.fetch_or(kOwnMalloc);
}

// glibc 2.35 and later have it.
FindObject find_object(Tier tier) noexcept {
  if (tier != Tier::kSites) return nullptr;
  return reinterpret_cast<FindObject>(::dlsym(RTLD_DEFAULT, "_dl_find_object"));
}

void attach_here() noexcept {
  started_with = initial_stack();
  const Attachment attachment = attach(started_with);
  if (attachment.process == nullptr) return;
  process = attachment.process;
  owner = ::getpid();
  note_own_malloc();
  const bool is_glibc = forwards_to_glibc();
  start_events(process, {attachment.tier, ::sbrk(0), is_glibc, find_object(attachment.tier)});
  thread_vectors.start(preloaded_modules());
  ::prctl(PR_GET_NAME, process->command);
  process->pid.store(owner);
  const Mode alone = attachment.tier == Tier::kSites ? Mode::kAloneWithSites : Mode::kAlone;
  if (!start_counting(is_glibc ? alone : Mode::kGeneral)) process->flags.fetch_or(kNoForkGuard);
  process->state.store(kAttached);
}

void start() noexcept {
  resolve_next();
  if (!another_copy_comes_first()) attach_here();
  ::dlerror();  // a look-up that failed is not the program's
}

// Does `arguments` repeat the end of this process's own command line? Then whoever runs it is what was to be
// measured. Both may have holes: a program may clear its own, and Linux takes an exec without any.
bool is_rest_of_own_command(char* const* arguments) noexcept {
  if (arguments == nullptr) return false;
  int count = 0;
  while (arguments[count] != nullptr) ++count;
  if (count == 0 || count >= started_with.argument_count) return false;
  char* const* rest = started_with.arguments + (started_with.argument_count - count);
  for (int i = 0; i < count; ++i)
    if (rest[i] == nullptr || ::strcmp(arguments[i], rest[i]) != 0) return false;
  return true;
}

}  // namespace

void ensure_started() noexcept {
  if (stage.load(std::memory_order_acquire) == kStarted) return;
  int expected = kUnstarted;
  if (!stage.compare_exchange_strong(expected, kStarting)) return;
  const int saved_errno = errno;
  start();
  errno = saved_errno;
  stage.store(kStarted, std::memory_order_release);
}

bool is_starting() noexcept {
  return stage.load(std::memory_order_acquire) == kStarting;
}

void note_nested(std::size_t size) noexcept {
  // The common case with sites notes that it is inside, and nothing else.
  const bool interrupts = thread_phase == Phase::kAccounting || thread_phase == Phase::kOutside;
  if (interrupts) note_untracked(size);
}

std::size_t own_objects(std::size_t count, std::size_t size, const void* caller) noexcept {
  return thread_vectors.own_objects(count, size, caller);
}

void before_spawn(char* const* arguments) noexcept {
  if (process != nullptr && is_rest_of_own_command(arguments)) process->flags.fetch_or(kWrapper);
}

// A forked or vforked child has another pid; its exec replaces nothing of ours.
void before_exec(char* const* arguments) noexcept {
  if (process == nullptr) return;
  if (::getpid() == owner) {
    process->state.store(kReplaced);
  } else {
    before_spawn(arguments);
  }
}

void exec_failed() noexcept {
  if (process != nullptr && ::getpid() == owner) process->state.store(kAttached);
}

int region_enter(const char* name) noexcept {
  ensure_started();
  return is_counting() && name != nullptr ? enter_region(name) : -1;
}

void region_iteration(int handle) noexcept {
  if (is_counting()) mark_iteration(handle);
}

void region_leave(int handle) noexcept {
  if (is_counting()) leave_region(handle);
}

}  // namespace highwater::counting
