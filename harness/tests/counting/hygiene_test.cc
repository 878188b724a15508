// SPDX-License-Identifier: Apache-2.0
// What the library's file says of it: what it brings into a program, and what it shows there.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>
#include <sstream>

#include "counting/hooks.h"
#include "tests/counting/testing/probing.h"

namespace highwater::e2e {
namespace {

using testing::HasSubstr;

std::vector<std::string> lines_of(const std::vector<std::string>& command) {
  const ProcessOutcome outcome = plain_run(command);
  EXPECT_EQ(outcome.exit_code, 0) << command[0] << ": " << outcome.standard_error.tail;
  std::istringstream text(outcome.standard_output.tail);
  std::vector<std::string> lines;
  for (std::string line; std::getline(text, line);) lines.push_back(line);
  EXPECT_FALSE(lines.empty());
  return lines;
}

std::vector<std::string> dynamic_section() {
  return lines_of({"readelf", "-dW", HIGHWATER_TEST_LIBRARY});
}

std::vector<std::string> words_of(const std::string& line) {
  std::istringstream text(line);
  std::vector<std::string> words;
  for (std::string word; text >> word;) words.push_back(word);
  return words;
}

// libstdc++ alone would add 72,704 bytes to every C program.
TEST(Library, NeedsLibcAndTheLoaderAlone) {
  std::set<std::string> needed;
  for (const std::string& line : dynamic_section()) {
    if (line.find("(NEEDED)") == std::string::npos) continue;
    const std::size_t start = line.find('[') + 1;
    needed.insert(line.substr(start, line.find(']') - start));
  }
  EXPECT_EQ(needed.erase("libc.so.6"), 1u);
  ASSERT_EQ(needed.size(), 1u) << testing::PrintToString(needed);
  EXPECT_THAT(*needed.begin(), HasSubstr("ld-linux"));
}

TEST(Library, IsBoundAtOnceStartedFirstAndNeverUnloaded) {
  std::string flags;
  for (const std::string& line : dynamic_section())
    if (line.find("(FLAGS_1)") != std::string::npos) flags = line;
  for (const char* flag : {"NOW", "NODELETE", "INITFIRST"}) EXPECT_THAT(flags, HasSubstr(flag));
}

// What is in static storage is there before the first allocation, and there is little of it for all libraries
// together.
TEST(Library, HasLittleThreadLocalStorageAndAllOfItStatic) {
  std::vector<std::string> segments;
  for (const std::string& line : lines_of({"readelf", "-lW", HIGHWATER_TEST_LIBRARY}))
    if (line.rfind("  TLS ", 0) == 0) segments.push_back(line);
  ASSERT_EQ(segments.size(), 1u);
  // Type, Offset, VirtAddr, PhysAddr, FileSiz, MemSiz, …
  const std::vector<std::string> words = words_of(segments[0]);
  ASSERT_GT(words.size(), 5u);
  EXPECT_LE(std::stoull(words[5], nullptr, 16), 64u);
  for (const std::string& line : lines_of({"nm", "-D", "--undefined-only", HIGHWATER_TEST_LIBRARY}))
    EXPECT_EQ(line.find("__tls_get_addr"), std::string::npos);
}

std::set<std::string> expected_exports() {
#define HIGHWATER_NAME(symbol, ...) #symbol,
  return {HIGHWATER_CORE_HOOKS(HIGHWATER_NAME) HIGHWATER_OPTIONAL_HOOKS(HIGHWATER_NAME)
              HIGHWATER_EXEC_HOOKS(HIGHWATER_NAME) HIGHWATER_LOADER_HOOKS(HIGHWATER_NAME)
                  HIGHWATER_NEW_HOOKS(HIGHWATER_NAME) HIGHWATER_DELETE_HOOKS(HIGHWATER_NAME) "execl",
          "execlp",
          "execle",
          "highwater_region_enter",
          "highwater_region_iteration",
          "highwater_region_leave",
          "highwater_counting_snapshot",
          "highwater_counting_scope_enter",
          "highwater_counting_scope_read",
          "highwater_counting_scope_leave",
          "highwater_counting_sites",
          "highwater_counting_library"};
#undef HIGHWATER_NAME
}

std::set<std::string> names(const std::vector<std::string>& command) {
  std::set<std::string> names;
  for (const std::string& line : lines_of(command)) {
    const std::vector<std::string> words = words_of(line);
    if (words.size() >= 2) names.insert(words.back().substr(0, words.back().find('@')));
  }
  return names;
}

TEST(Library, ExportsItsHooksAndNothingElse) {
  EXPECT_EQ(names({"nm", "-D", "--defined-only", HIGHWATER_TEST_LIBRARY}), expected_exports());
}

// The C++ runtime is there when a program throws, and absent from one in C: nothing of it may be needed.
TEST(Library, NeedsNothingOfACxxRuntime) {
  for (const std::string& line : lines_of({"nm", "-D", "--undefined-only", HIGHWATER_TEST_LIBRARY})) {
    const std::vector<std::string> words = words_of(line);
    if (words.size() == 2 && words[0] == "U") {
      EXPECT_NE(words[1].substr(0, 2), "_Z") << line;
      EXPECT_EQ(words[1].find("__cxa_"), words[1].find("__cxa_finalize")) << line;
      EXPECT_EQ(words[1].find("_Unwind_"), std::string::npos) << line;
      EXPECT_EQ(words[1].find("gxx_personality"), std::string::npos) << line;
    }
  }
}

std::set<std::string> undefined_in(const std::string& path) {
  return names({"nm", "-D", "--undefined-only", path});
}

std::set<std::string> calls_of(const std::string& path, std::initializer_list<const char*> starts) {
  std::set<std::string> found;
  for (const std::string& name : undefined_in(path))
    for (const char* start : starts)
      if (name.rfind(start, 0) == 0) found.insert(name);
  return found;
}

// What leaves something behind in a process, or runs at its end: threads, handlers, timers, keys, streams.
std::set<std::string> lasting_calls_of(const std::string& path) {
  return calls_of(path, {"pthread_",
                         "sem_",
                         "thrd_",
                         "clone",
                         "fork",
                         "vfork",
                         "posix_spawn",
                         "signal",
                         "sig",
                         "timer_",
                         "setitimer",
                         "alarm",
                         "atexit",
                         "on_exit",
                         "at_quick_exit",
                         "__cxa_atexit",
                         "__cxa_at_quick_exit",
                         "__cxa_thread_atexit",
                         "fopen",
                         "printf",
                         "fprintf",
                         "fwrite",
                         "puts",
                         "stdout",
                         "stderr",
                         "setenv",
                         "putenv"});
}

TEST(Library, CallsNothingThatWouldOutlastTheCall) {
  EXPECT_EQ(lasting_calls_of(HIGHWATER_TEST_LIBRARY), std::set<std::string>{});
  EXPECT_EQ(lasting_calls_of(HIGHWATER_TEST_STATIC_DESTRUCTOR).count("__cxa_atexit"), 1u);
  for (const char* call : {"pthread_create", "signal", "timer_create", "setitimer", "sigaltstack"})
    EXPECT_EQ(lasting_calls_of(HIGHWATER_TEST_FOOTPRINT).count(call), 1u) << call;
}

// A stack is found under no lock of the loader and without an allocation, which rules the usual unwinders
// out.
std::set<std::string> unwinding_calls_of(const std::string& path) {
  return calls_of(path, {"dl_iterate_phdr", "backtrace", "_Unwind_", "_UL"});
}

TEST(Library, UnwindsByItself) {
  EXPECT_EQ(unwinding_calls_of(HIGHWATER_TEST_LIBRARY), std::set<std::string>{});
  EXPECT_EQ(unwinding_calls_of(HIGHWATER_TEST_FAILING_NEW).count("_Unwind_Resume"), 1u);
}

TEST(Library, NeverSleeps) {
  const auto sleeping_calls_of = [](const std::string& path) {
    return calls_of(path, {"sleep", "usleep", "nanosleep", "clock_nanosleep", "poll", "ppoll", "select",
                           "pselect", "epoll_", "pause", "futex"});
  };
  EXPECT_EQ(sleeping_calls_of(HIGHWATER_TEST_LIBRARY), std::set<std::string>{});
  EXPECT_EQ(sleeping_calls_of(HIGHWATER_TEST_FOOTPRINT), std::set<std::string>{"pause"});
}

// Functions that the loader runs at the program's end. One is the compiler's own, for tables of unwinding.
long exit_hooks_of(const std::string& path) {
  for (const std::string& line : lines_of({"readelf", "-dW", path})) {
    const std::vector<std::string> words = words_of(line);
    if (words.size() > 2 && words[1] == "(FINI_ARRAYSZ)")
      return std::stol(words[2]) / static_cast<long>(sizeof(void*));
  }
  return 0;
}

TEST(Library, HasNoExitHook) {
  EXPECT_LE(exit_hooks_of(HIGHWATER_TEST_LIBRARY), 1);
  EXPECT_EQ(exit_hooks_of(HIGHWATER_TEST_FOOTPRINT), 2);
}

}  // namespace
}  // namespace highwater::e2e
