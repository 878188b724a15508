// SPDX-License-Identifier: Apache-2.0
// Small programs with known heaps, one a mode, for the tests of the massif probe. Linked without the C++
// run-time library and built without optimisation, so that its allocations are those written here and no
// others. The arithmetic is with each test. The modes with regions: massif_fixture_regions.cc and
// massif_fixture_random.cc.
#include "probe/testing/massif_fixture.h"

#include <signal.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

namespace fixture {
namespace {

char** own_arguments = nullptr;

void keep(size_t bytes, int times = 1) {
  for (int i = 0; i < times; ++i) kept = malloc(bytes);
}

void pass(size_t bytes, int times = 1) {
  for (int i = 0; i < times; ++i) free(malloc(bytes));
}

// The heap grows after its last free: massif looks for a peak at frees alone.
void grows_after_a_free() {
  for (int i = 0; i < 300; ++i) {
    void* block = malloc(1000);
    if (i == 10) free(block);
  }
  keep(1000000);
}

void grows_at_the_end() {
  pass(5000, 20000);
  keep(1000, 400);
  keep(3000000);
}

void frees_everything() {
  void* blocks[100];
  for (void*& block : blocks) block = malloc(1900);
  for (void* block : blocks) free(block);
}

// Rounding makes 10,000 bytes in small blocks weigh more than one large block that is ten times as long.
void small_blocks_then_a_large_one() {
  static void* blocks[10000];
  for (void*& block : blocks) block = malloc(1);
  for (void* block : blocks) free(block);
  pass(100000);
}

void blocks_of_size_0() {
  pass(0, 5);
  keep(0, 2);
  kept = realloc(malloc(0), 10);
  free(realloc(malloc(100), 0));
}

void reallocates() {
  void* block = malloc(100);
  block = realloc(block, 50);
  block = realloc(block, 5000);
  keep(7);
  free(block);
}

void calls_every_entry() {
  keep(10);
  kept = calloc(3, 7);
  kept = aligned_alloc(64, 128);
  void* aligned = nullptr;
  if (posix_memalign(&aligned, 4096, 100) != 0) _exit(9);
  kept = reallocarray(nullptr, 5, 11);
}

void ends_by_underscore_exit() {
  keep(777);
  _exit(7);
}

void ends_by_abort() {
  keep(777);
  abort();
}

void ends_by_segmentation_fault() {
  keep(777);
  int* volatile nowhere = nullptr;
  *nowhere = 1;  // NOLINT(clang-analyzer-core.NullDereference): that is the point
}

void ends_by_its_own_kill() {
  keep(777);
  kill(getpid(), SIGKILL);
}

void waits_for_a_killer() {
  keep(777);
  // Valgrind sees the signals that the program sends itself; one from another process it does not.
  const pid_t victim = getpid();
  if (fork() == 0) {
    execl("/bin/kill", "kill", "-KILL", number(victim), static_cast<char*>(nullptr));
    _exit(127);
  }
  for (;;) pause();
}

void forks() {
  keep(1000);
  const pid_t child = fork();
  if (child == 0) {
    keep(50000, 10);
    exit(0);
  }
  waitpid(child, nullptr, 0);
  keep(234);
}

void replaces_itself() {
  keep(777);
  execl("/bin/true", "true", static_cast<char*>(nullptr));
}

void fails_to_replace_itself() {
  keep(777);
  execl("/nonexistent/program", "program", static_cast<char*>(nullptr));
}

void shows_its_environment() {
  for (char** variable = environ; *variable != nullptr; ++variable) {
    if (write(1, *variable, strlen(*variable)) < 0 || write(1, "\n", 1) < 0) _exit(9);
  }
}

void spawns_the_rest_of_its_command_line() {
  pid_t child = 0;
  if (posix_spawn(&child, own_arguments[2], nullptr, nullptr, own_arguments + 2, environ) != 0) _exit(9);
  waitpid(child, nullptr, 0);
}

void fails_to_reallocate() {
  void* block = malloc(100);
  if (realloc(block, size_t{1} << 46) != nullptr) _exit(9);
  free(block);
}

void random_heap_of_the_command_line() {
  random_heap(own_arguments[2], own_arguments[3]);
}
void exits_with_3() {
  exit(3);
}
void does_nothing() {}

constexpr Mode kModes[] = {
    {"nothing", does_nothing},
    {"grows-after-a-free", grows_after_a_free},
    {"grows-at-the-end", grows_at_the_end},
    {"frees-everything", frees_everything},
    {"small-then-large", small_blocks_then_a_large_one},
    {"size-0", blocks_of_size_0},
    {"realloc", reallocates},
    {"every-entry", calls_every_entry},
    {"exit-3", exits_with_3},
    {"_exit", ends_by_underscore_exit},
    {"abort", ends_by_abort},
    {"segv", ends_by_segmentation_fault},
    {"kill-self", ends_by_its_own_kill},
    {"killed", waits_for_a_killer},
    {"fork", forks},
    {"exec", replaces_itself},
    {"spawn", spawns_the_rest_of_its_command_line},
    {"failed-exec", fails_to_replace_itself},
    {"failed-realloc", fails_to_reallocate},
    {"random", random_heap_of_the_command_line},
    {"environment", shows_its_environment},
};

}  // namespace

void* volatile kept;

const char* number(int value) {
  static char text[12];
  char* end = text + sizeof text - 1;
  do *--end = static_cast<char>('0' + value % 10);
  while ((value /= 10) != 0);
  return end;
}

}  // namespace fixture

int main(int count, char** arguments) {
  if (count < 2) return 64;
  fixture::own_arguments = arguments;
  for (const fixture::Mode& mode : fixture::kModes)
    if (strcmp(mode.name, arguments[1]) == 0) return mode.run(), 0;
  for (const fixture::Mode* mode = fixture::region_modes(); mode->name != nullptr; ++mode)
    if (strcmp(mode->name, arguments[1]) == 0) return mode->run(), 0;
  return 64;
}
