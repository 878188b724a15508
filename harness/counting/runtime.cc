// SPDX-License-Identifier: Apache-2.0
// How this process came to be counted, and what it does that changes whose numbers they are.
#include "counting/runtime.h"

#include <dlfcn.h>
#include <errno.h>
#include <link.h>
#include <sched.h>
#include <string.h>
#include <sys/prctl.h>
#include <unistd.h>

#include <atomic>

#include "counting/attach.h"
#include "counting/bootstrap_arena.h"
#include "counting/events.h"
#include "counting/export.h"
#include "counting/next.h"
#include "counting/own.h"
#include "counting/thread_vector.h"
#include "injection/injector.h"

// Exported by every copy of this library, so that two copies in one program find each other.
extern "C" HIGHWATER_EXPORT const char highwater_counting_library;
extern "C" const char highwater_counting_library = 1;
extern "C" const char highwater_own_marker __attribute__((alias("highwater_counting_library")));

// Defined by what is linked together with the linked form and asks about its own process (adapters/). Hidden:
// one in a library that happens to have the name is nobody's wish.
extern "C" __attribute__((weak, visibility("hidden"))) const char highwater_counts_itself;
extern "C" __attribute__((weak, visibility("hidden"))) const char highwater_counts_itself_with_sites;

namespace highwater::counting {
namespace {

enum Stage : int { kUnstarted, kStarting, kStarted };

std::atomic<int> stage{kUnstarted};
constinit ThreadVectors thread_vectors;
constinit Injector::Pass injected_passes[kMaxOpenRegions]{};
constinit Injector injector(injected_passes, kMaxOpenRegions);
Attachment attachment;
Process* process = nullptr;
pid_t owner = 0;
int forks = 0;  // between the program and this process, of those that count
Start started_with{};
bool allocator_is_glibc = false;

// Of the preloaded library, if it is there: this copy, or the one behind it. A linked copy adds none to its
// program.
std::size_t preloaded_modules() noexcept {
  return kIsPreloaded || ::dlsym(RTLD_NEXT, "highwater_counting_library") != nullptr ? 1 : 0;
}

// A linked copy comes before a preloaded one in the program's scope; the second stands down and only
// forwards.
bool another_copy_comes_first() noexcept {
  const void* first = ::dlsym(RTLD_DEFAULT, "highwater_counting_library");
  return first != nullptr && first != &highwater_own_marker;
}

// A program at a fixed address that takes malloc's address gives it that of a stub of its own, which jumps to
// the first definition: the symbol is not defined there, and has a value all the same. What such a stub leads
// to shows when it is called, for while this library starts its malloc answers out of the arena. (Node.js is
// such a program.)
bool is_stub_that_leads_here(void* found) noexcept {
  Dl_info info;
  const ElfW(Sym)* symbol = nullptr;
  if (::dladdr1(found, &info, reinterpret_cast<void**>(const_cast<ElfW(Sym)**>(&symbol)), RTLD_DL_SYMENT) ==
          0 ||
      symbol == nullptr || symbol->st_shndx != SHN_UNDEF)
    return false;
  return bootstrap_arena.owns(reinterpret_cast<decltype(next.malloc)>(found)(1));
}

void note_own_malloc() noexcept {
  void* const found = ::dlsym(RTLD_DEFAULT, "malloc");
  if (found != reinterpret_cast<void*>(&highwater_own_malloc) && !is_stub_that_leads_here(found))
    process->flags.fetch_or(kOwnMalloc);
}

// Also when this process forks: the child starts at its first event, with numbers of its own.
bool follows_forks() noexcept {
  return attachment.header != nullptr;
}

void begin(Mode mode) noexcept {
  owner = ::getpid();
  ::prctl(PR_GET_NAME, process->command);
  process->pid.store(owner);
  if (!start_counting(mode)) process->flags.fetch_or(kNoForkGuard);
  process->state.store(kAttached);
}

// glibc 2.35 and later have it.
FindObject find_object(Tier tier) noexcept {
  if (tier == Tier::kCounters) return nullptr;
  return reinterpret_cast<FindObject>(::dlsym(RTLD_DEFAULT, "_dl_find_object"));
}

// A program that asks for it counts without a harness too, for itself.
Attachment attach_or_count_alone() noexcept {
  const bool is_alone = !is_told_where(started_with);
  const Attachment told = attach(started_with);
  if (!is_alone) return told;
  if (&highwater_counts_itself_with_sites != nullptr) return attach_privately(Tier::kSites);
  if (&highwater_counts_itself != nullptr) return attach_privately(Tier::kCounters);
  return told;
}

Mode mode_of(Tier tier) noexcept {
  switch (tier) {
    case Tier::kCounters:
      return Mode::kAlone;
    case Tier::kSites:
      return Mode::kAloneWithSites;
    case Tier::kWatched:
      return Mode::kAloneWatched;
  }
  return Mode::kGeneral;
}

void attach_here() noexcept {
  started_with = initial_stack();
  attachment = attach_or_count_alone();
  if (attachment.process == nullptr) return;
  process = attachment.process;
  injector.start(attachment.injection);
  note_own_malloc();
  allocator_is_glibc = forwards_to_glibc();
  start_events(process, {attachment.tier, ::sbrk(0), allocator_is_glibc, find_object(attachment.tier)});
  thread_vectors.start(preloaded_modules());
  if (follows_forks()) join_tree(attachment.header, attachment.slot);
  begin(allocator_is_glibc && !follows_forks() ? mode_of(attachment.tier) : Mode::kGeneral);
}

void attach_forked_here() noexcept {
  const std::uint32_t lasting = process->flags.load() & kOwnMalloc;
  attachment = attach_forked(attachment);
  if (attachment.process == nullptr) return;
  process = attachment.process;
  process->flags.store(lasting);
  forks += 1;
  start_events_in_fork(process);
  join_tree(attachment.header, attachment.slot);
  begin(Mode::kGeneral);
}

// A process that counts is followed by the children that it forks. The first of a child's threads that comes
// here sees to it, the others wait; a signal handler that interrupts it must not.
void start_in_fork() noexcept {
  if (process == nullptr || (process->flags.load(std::memory_order_relaxed) & kNoForkGuard) != 0) return;
  Claim claim = Claim::kNone;
  if (wiped_page.claim.compare_exchange_strong(claim, Claim::kUnderWay)) {
    const int saved_errno = errno;
    const LookUp inside;
    attach_forked_here();
    errno = saved_errno;
    wiped_page.claim.store(Claim::kOver, std::memory_order_release);
    return;
  }
  while (wiped_page.claim.load(std::memory_order_acquire) == Claim::kUnderWay) ::sched_yield();
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

// Neither a forked child, whose page is wiped and whose number may be the same in another PID namespace; nor
// a vforked one, which has the page and another number.
bool is_this_process() noexcept {
  return is_counting() && ::getpid() == owner;
}

}  // namespace

void ensure_started() noexcept {
  if (stage.load(std::memory_order_acquire) != kStarted) return ensure_attached();
  if (follows_forks() && !is_counting() && is_outermost()) [[unlikely]]
    start_in_fork();
}

void ensure_attached() noexcept {
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

// The common case with sites notes that it is inside, and nothing else.
bool interrupts_counting() noexcept {
  return thread_phase == Phase::kAccounting || (thread_phase == Phase::kOutside && mode() == Mode::kInside);
}

void note_nested(std::size_t size) noexcept {
  const bool in_allocator = thread_phase == Phase::kAllocating || thread_phase == Phase::kReleasing;
  if (interrupts_counting() || (in_allocator && allocator_is_glibc)) note_untracked(size);
}

// What is larger fails whatever is in memory; an alignment that is none, too, and with another error.
void note_failed(std::size_t size) noexcept {
  constexpr std::size_t kLargest = std::size_t{1} << 32;
  if (process != nullptr && is_counting() && size <= kLargest && errno == ENOMEM)
    process->flags.fetch_or(kShortOfMemory);
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
  if (is_this_process()) {
    process->state.store(kReplaced);
  } else {
    before_spawn(arguments);
  }
}

void exec_failed() noexcept {
  if (process != nullptr && is_this_process()) process->state.store(kAttached);
}

namespace {

// A forked child leaves regions that its parent entered: they are not its own, which have handles of another
// range.
int first_handle() noexcept {
  constexpr int kRanges = 1 << 20;
  return forks % kRanges * static_cast<int>(kMaxOpenRegions);
}

bool is_own_handle(int handle) noexcept {
  return handle >= first_handle() && handle - first_handle() < static_cast<int>(kMaxOpenRegions);
}

}  // namespace

int region_enter(const char* name) noexcept {
  ensure_started();
  if (!is_counting() || name == nullptr) return -1;
  const int handle = enter_region(name);
  injector.entered(name, handle);
  return handle < 0 ? -1 : first_handle() + handle;
}

void region_iteration(int handle) noexcept {
  if (!is_counting() || !is_own_handle(handle)) return;
  injector.iterates(handle - first_handle());
  mark_iteration(handle - first_handle());
}

void region_leave(int handle) noexcept {
  if (!is_counting() || !is_own_handle(handle)) return;
  injector.leaves(handle - first_handle());
  leave_region(handle - first_handle());
}

int snapshot(highwater_numbers* numbers) noexcept {
  ensure_started();
  if (!is_counting()) return HIGHWATER_NOT_MEASURED;
  const Counters counters = counters_of(*process);
  const std::int64_t folded = process->folded_peak_bytes.load();
  const std::int64_t window = window_peak_of(*process);
  numbers->live_bytes = counters.live_bytes;
  numbers->live_blocks = counters.live_blocks;
  numbers->allocated_bytes = counters.allocated_bytes;
  numbers->allocations = counters.allocations;
  numbers->peak_bytes = folded > window ? folded : window;
  numbers->peak_uncertainty_bytes =
      (folded > window ? process->folded_uncertainty_bytes : process->window_uncertainty_bytes).load();
  return HIGHWATER_OK;
}

int scope_enter() noexcept {
  ensure_started();
  if (!is_counting()) return HIGHWATER_NOT_MEASURED;
  const int handle = enter_scope();
  return handle < 0 ? HIGHWATER_NO_ROOM : first_handle() + handle;
}

int scope_read(int handle, highwater_numbers* numbers) noexcept {
  if (!is_counting()) return HIGHWATER_NOT_MEASURED;
  if (!is_own_handle(handle)) return HIGHWATER_BAD_HANDLE;
  return read_scope(handle - first_handle(), numbers) ? HIGHWATER_OK : HIGHWATER_BAD_HANDLE;
}

void scope_leave(int handle) noexcept {
  if (is_counting() && is_own_handle(handle)) leave_scope(handle - first_handle());
}

const SiteTables* site_tables() noexcept {
  return is_counting() && attachment.tier == Tier::kSites && forks == 0 ? site_tables_of(process) : nullptr;
}

void process_begins() noexcept {
  ensure_started();
  if (is_counting()) injector.process_started();
}

}  // namespace highwater::counting
