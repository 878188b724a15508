// SPDX-License-Identifier: Apache-2.0
// The massif shim: preloaded into the program under Valgrind, it tells the massif probe (through
// massif_wire.h) that Valgrind has attached, and what massif knows at each region boundary.
//
// A region's own peak is not in massif's file when the set-up before it was larger, because massif keeps one
// peak, the process's. So the run is cut into windows at the boundaries, and in each window but the first the
// shim holds one ballast block, never touched, large enough that the window begins above every peak before
// it: then massif's peak snapshot, looked at when the window ends, is this window's own. At a boundary:
//
//   before    note massif's counters
//   free      the ballast: massif looks for a peak at every free, so that the end of the window counts
//   ask       for all snapshots (the peak among them), for the xtree's sums, for the statistics (they go to
//   the log) allocate  the next ballast: peak - now + 1, so that now + ballast > peak. Nothing less will do,
//   and no more is
//             needed; the ballast grows only by what each window's peak rises above its end.
//   after     note the counters again
//
// Other threads may run between `before` and `after`, without a ballast; what they allocated and freed then
// is in the difference of the two times, and the probe widens its interval by it.
//
// It also wraps execve, because numbers that a wrapper (timeout, say) has while its child does the work are
// not those that were asked for.
//
// The shim is a guest in a process that may be in any state: it allocates its ballast and what a selftest
// orders, makes system calls itself, needs no C++ run-time library, and leaves neither its variable nor
// itself in the environment.
#include <errno.h>
#include <fcntl.h>
#include <malloc.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>
#include <valgrind/valgrind.h>

#include "injection/injector.h"
#include "probe/shim/massif_wire.h"
#include "probe/shim/snapshot_scan.h"

// Present when that sanitizer's run-time library is in the process.
// NOLINTBEGIN(bugprone-reserved-identifier,readability-identifier-naming): their names
extern "C" {
__attribute__((weak)) void __asan_init();
__attribute__((weak)) void __hwasan_init();
__attribute__((weak)) void __lsan_init();
__attribute__((weak)) void __msan_init();
__attribute__((weak)) void __tsan_init();
}
// NOLINTEND(bugprone-reserved-identifier,readability-identifier-naming)

namespace highwater {
namespace {

constexpr size_t kPathBytes = 512;
constexpr size_t kCommandBytes = kPathBytes + 32;
constexpr uint64_t kBallastUnit = 16;  // Valgrind rounds to this; a multiple of it is given exactly
constexpr int kBallastTries = 16;  // other threads may free so much meanwhile that the first try is too small

// Immutable after start().
MassifWireHeader* header = nullptr;  // null: not under the probe, nothing is done
MassifBoundary* records = nullptr;
char directory[kPathBytes];
int process = 0;  // a forked child maps the same file, and must not write into it
int own_argument_count = 0;
char** own_arguments = nullptr;

// Guarded by `lock`.
int lock = 0;
void* ballast = nullptr;
uint64_t snapshots_seen = 0;
char report_path[kPathBytes + 16];
char command[kCommandBytes];
char buffer[1 << 15];

Injector::Pass injected_passes[kMassifCapacity];
Injector injector(injected_passes, kMassifCapacity);

// errno is the program's.
class ErrnoKept {
 public:
  ErrnoKept() : saved_(errno) {}
  ~ErrnoKept() { errno = saved_; }
  ErrnoKept(const ErrnoKept&) = delete;  // would restore twice
  ErrnoKept& operator=(const ErrnoKept&) = delete;

 private:
  int saved_;
};

class Locked {
 public:
  Locked() {
    while (__atomic_exchange_n(&lock, 1, __ATOMIC_ACQUIRE) != 0) syscall(SYS_sched_yield);
  }
  ~Locked() { __atomic_store_n(&lock, 0, __ATOMIC_RELEASE); }
  Locked(const Locked&) = delete;  // would unlock twice
  Locked& operator=(const Locked&) = delete;
};

bool fail(MassifFailure failure) {
  if (header->failure == MassifFailure::kNone) header->failure = failure;
  return false;
}

uint64_t total(const MassifMoment& moment) {
  return moment.heap + moment.extra;
}

// Asks massif for a report and reads its numbers; false when there is none.
template <typename Sink>
bool ask(const char* what, Sink& sink, uint64_t& snapshots) {
  strcpy(report_path, directory);
  strcat(report_path, "/report.ms");  // by this ending xtmemory chooses massif's format
  strcpy(command, what);
  strcat(command, report_path);
  VALGRIND_MONITOR_COMMAND(command);
  const long fd = syscall(SYS_openat, AT_FDCWD, report_path, O_RDONLY | O_CLOEXEC);
  if (fd < 0) return false;
  SnapshotScan<Sink> scan(sink);
  long got = 0;
  while ((got = syscall(SYS_read, fd, buffer, sizeof buffer)) != 0) {
    if (got > 0) {
      scan.feed(buffer, static_cast<size_t>(got));
    } else if (errno != EINTR) {
      break;
    }
  }
  syscall(SYS_close, fd);
  syscall(SYS_unlinkat, AT_FDCWD, report_path, 0);  // the next report must not be taken for this one
  snapshots = scan.snapshots();
  return got == 0 && snapshots > 0;
}

bool note_moment(MassifMoment& moment) {
  auto sink = [&](uint64_t, const MassifMoment& found, bool) { moment = found; };
  uint64_t snapshots = 0;
  return ask("snapshot ", sink, snapshots) || fail(MassifFailure::kNoReport);
}

bool note_peak(MassifBoundary& record) {
  bool has_peak = false;
  auto sink = [&](uint64_t index, const MassifMoment& found, bool is_peak) {
    if (is_peak) {
      record.peak = found;
      has_peak = true;
    }
    if (index >= snapshots_seen && found.heap > record.window_heap) record.window_heap = found.heap;
  };
  uint64_t snapshots = 0;
  if (!ask("all_snapshots ", sink, snapshots)) return fail(MassifFailure::kNoReport);
  snapshots_seen = record.snapshots = snapshots;
  if (has_peak) return true;
  // Massif has no peak until there has been something to free.
  if (total(record.before) != 0) return fail(MassifFailure::kNoReport);
  record.peak = record.before;
  return true;
}

bool note_sums(MassifBoundary& record) {
  uint64_t sums[6] = {};
  auto sink = [&](uint64_t index, const MassifMoment& found, bool) {
    if (index < 6) sums[index] = found.heap;
  };
  uint64_t snapshots = 0;
  if (!ask("xtmemory ", sink, snapshots) || snapshots != 6) return fail(MassifFailure::kNoReport);
  if (sums[0] + sums[4] != sums[2]) return fail(MassifFailure::kNoReport);
  record.current_bytes = sums[0];
  record.total_bytes = sums[2];
  record.total_blocks = sums[3];
  return true;
}

bool hold(uint64_t bytes) {
  ballast = malloc(bytes);
  if (ballast == nullptr) {
    header->ballast = {};
    return fail(MassifFailure::kNoBallast);
  }
  header->ballast = {bytes, malloc_usable_size(ballast)};
  header->own_bytes += bytes;
  header->own_blocks += 1;
  return true;
}

void let_go() {
  free(ballast);
  ballast = nullptr;
  header->ballast = {};
}

// Takes the next ballast: the window that begins at `record.after` begins above every peak so far.
bool hold_next(MassifBoundary& record, uint64_t& own_time) {
  uint64_t now = total(record.before) - record.held.usable;
  for (int tries = 0; tries < kBallastTries; ++tries) {
    const uint64_t peak = total(record.peak);
    const uint64_t least = peak >= now ? peak - now + 1 : 1;
    if (!hold((least + kBallastUnit - 1) / kBallastUnit * kBallastUnit)) return false;
    own_time += header->ballast.usable;
    if (!note_moment(record.after)) return false;
    record.next = header->ballast;
    if (total(record.after) > peak) return true;
    now = total(record.after) - header->ballast.usable;
    own_time += header->ballast.usable;
    let_go();
  }
  return fail(MassifFailure::kPeakHidden);
}

bool boundary(MassifBoundary& record) {
  if (ballast == nullptr && !hold(0)) return false;  // something to free, which weighs nothing
  record.held = header->ballast;
  if (!note_moment(record.before)) return false;
  let_go();
  if (!note_peak(record)) return false;
  record.own_bytes = header->own_bytes;
  record.own_blocks = header->own_blocks;
  if (!note_sums(record)) return false;
  VALGRIND_PRINTF("%s%u\n", kMassifMark, header->boundaries);
  VALGRIND_MONITOR_COMMAND("v.info stats");
  uint64_t own_time = record.held.usable;
  if (!hold_next(record, own_time)) return false;
  record.gap_bytes = record.after.time - record.before.time - own_time;
  return true;
}

// Completes the next record, whose kind, entry and name the caller has filled in; its number, or -1.
int commit(MassifBoundary& record) {
  if (header->failure != MassifFailure::kNone || !boundary(record)) return -1;
  return static_cast<int>(header->boundaries++);
}

MassifBoundary* next_record() {
  if (header->boundaries < header->capacity) return &records[header->boundaries];
  fail(MassifFailure::kTooMany);
  return nullptr;
}

bool is_measured() {
  return header != nullptr && syscall(SYS_getpid) == process;
}

// Does `arguments` repeat the end of the program's own command line? Then whoever runs it is what was to be
// measured.
bool is_rest_of_own_command(char* const* arguments) {
  int count = 0;
  while (arguments[count] != nullptr) ++count;
  if (count == 0 || count >= own_argument_count) return false;
  for (int i = 0; i < count; ++i)
    if (strcmp(arguments[i], own_arguments[own_argument_count - count + i]) != 0) return false;
  return true;
}

// Takes `entry` out of a list that is separated by colons or blanks.
void remove_from_list(char* list, const char* entry) {
  const size_t size = strlen(entry);
  for (char* item = list; *item != '\0';) {
    const size_t length = strcspn(item, ": ");
    char* rest = item + length + (item[length] != '\0' ? 1 : 0);
    if (length != size || memcmp(item, entry, size) != 0) {
      item = rest;
      continue;
    }
    memmove(item, rest, strlen(rest) + 1);
    if (*item == '\0' && item != list) item[-1] = '\0';  // it was the last: its separator goes with it
  }
}

bool take_directory(char** environment) {
  const size_t name = strlen(kMassifDirectoryVariable);
  for (char** variable = environment; *variable != nullptr; ++variable) {
    if (strncmp(*variable, kMassifDirectoryVariable, name) != 0 || (*variable)[name] != '=') continue;
    const char* value = *variable + name + 1;
    if (strlen(value) >= kPathBytes) return false;
    strcpy(directory, value);
    do variable[0] = variable[1];
    while (*variable++ != nullptr);
    return true;
  }
  return false;
}

void clean_preload(char** environment) {
  strcpy(report_path, directory);
  strcat(report_path, "/");
  strcat(report_path, kMassifShimLink);
  for (char** variable = environment; *variable != nullptr; ++variable)
    if (strncmp(*variable, "LD_PRELOAD=", 11) == 0) remove_from_list(*variable + 11, report_path);
}

MassifWireHeader* map_events() {
  strcpy(report_path, directory);
  strcat(report_path, "/");
  strcat(report_path, kMassifEventsFile);
  const long fd = syscall(SYS_openat, AT_FDCWD, report_path, O_RDWR | O_CLOEXEC);
  if (fd < 0) return nullptr;
  const size_t size = sizeof(MassifWireHeader) + kMassifCapacity * sizeof(MassifBoundary);
  void* mapped = mmap(nullptr, size, PROT_READ | PROT_WRITE, MAP_SHARED, static_cast<int>(fd), 0);
  syscall(SYS_close, fd);
  if (mapped == MAP_FAILED) return nullptr;
  MassifWireHeader* found = static_cast<MassifWireHeader*>(mapped);
  const bool ours = found->magic == kMassifWireMagic && found->version == kMassifWireVersion &&
                    found->capacity == kMassifCapacity;
  return ours ? found : nullptr;
}

// Linked with -z initfirst: runs before any other constructor, so that none sees the changed environment.
// The shell scripts and wrappers that lead to Valgrind load the shim too; there it does nothing.
__attribute__((constructor)) void start(int count, char** arguments, char** environment) {
  if (RUNNING_ON_VALGRIND == 0 || environment == nullptr || !take_directory(environment)) return;
  const ErrnoKept errno_kept;
  clean_preload(environment);
  MassifWireHeader* found = map_events();
  if (found == nullptr) return;
  records = reinterpret_cast<MassifBoundary*>(found + 1);
  process = static_cast<int>(syscall(SYS_getpid));
  own_argument_count = count;
  own_arguments = arguments;
  header = found;
  if (__asan_init != nullptr || __hwasan_init != nullptr || __lsan_init != nullptr ||
      __msan_init != nullptr || __tsan_init != nullptr)
    fail(MassifFailure::kSanitizer);
  header->attached_pid = process;
  injector.start(found->injection);
  injector.process_started();
}

}  // namespace
}  // namespace highwater

extern "C" {

__attribute__((visibility("default"))) int highwater_region_enter(const char* name) {
  using namespace highwater;
  if (!is_measured()) return -1;
  const ErrnoKept errno_kept;
  const Locked locked;
  MassifBoundary* record = next_record();
  if (record == nullptr) return -1;
  record->kind = MassifBoundaryKind::kEnter;
  record->entry = header->boundaries;
  strncpy(record->name, name, kMassifNameBytes - 1);
  const int handle = commit(*record);
  injector.entered(name, handle);
  return handle;
}

__attribute__((visibility("default"))) void highwater_region_iteration(int handle) {
  using namespace highwater;
  if (handle < 0 || !is_measured()) return;
  injector.iterates(handle);
  __atomic_fetch_add(&records[handle].iterations, 1, __ATOMIC_RELAXED);
}

__attribute__((visibility("default"))) void highwater_region_leave(int handle) {
  using namespace highwater;
  if (handle < 0 || !is_measured()) return;
  const ErrnoKept errno_kept;
  const Locked locked;
  injector.leaves(handle);
  MassifBoundary* record = next_record();
  if (record == nullptr) return;
  record->kind = MassifBoundaryKind::kLeave;
  record->entry = static_cast<uint32_t>(handle);
  commit(*record);
}

// Valgrind sends every call of libc's execve here first, whoever calls it: the rest of the exec family, and
// the children of posix_spawn, among them. It comes back only when it has failed.
__attribute__((visibility("default"))) int I_WRAP_SONAME_FNNAME_ZU(libcZdsoZa,
                                                                   execve)(const char* path,
                                                                           char* const* arguments,
                                                                           char* const* environment) {
  using namespace highwater;
  OrigFn execve_itself;
  VALGRIND_GET_ORIG_FN(execve_itself);
  const bool own = is_measured();
  if (own) header->replaced = 1;
  if (!own && header != nullptr && arguments != nullptr && is_rest_of_own_command(arguments))
    fail(MassifFailure::kWrapper);
  int result = 0;
  CALL_FN_W_WWW(result, execve_itself, path, arguments, environment);
  if (own) header->replaced = 0;
  return result;
}
}
