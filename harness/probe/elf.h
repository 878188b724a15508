// SPDX-License-Identifier: Apache-2.0
// What an executable's file says about whether a library can be preloaded into it. Used by the probes, to
// refuse in words instead of measuring nothing.
#pragma once

#include <optional>
#include <string>

namespace highwater {

// An operator new that the program defines for itself.
enum class OwnNew {
  kNone,
  kMayCallMalloc,     // itself or by way of a library: what it takes from there is counted
  kMayBeTheRuntimes,  // likewise; or that of a C++ runtime in a program that was stripped
  kCallsNoMalloc,     // nor does any library for it: its memory comes from elsewhere
};

struct ExecutableFacts {
  bool is_elf = false;
  bool other_architecture = false;  // than the harness's own
  bool is_static = false;           // no dynamic loader: LD_PRELOAD means nothing
  bool is_go = false;               // made by the Go compiler, whose own heap comes from the kernel
  bool is_privileged =
      false;                // set-user-id, set-group-id or file capabilities: the loader ignores LD_PRELOAD
  bool has_malloc = false;  // of its own, while it is no static program
  OwnNew own_new = OwnNew::kNone;
  std::string loader;       // the dynamic loader that it asks for, and with it the C library
  std::string sanitizer;    // "AddressSanitizer", when its runtime is linked or needed
  std::string interpreter;  // of a script: the program that the #! line names
};

// What to do about a Go program without cgo, which no probe can see into.
inline constexpr char kGoHint[] =
    "Go's own heap comes from the kernel: `go tool pprof` measures it; built with CGO_ENABLED=1, what its C "
    "code "
    "allocates is counted";

// Looks at the file at `path`; an unreadable one gives the facts of no ELF file.
ExecutableFacts inspect_executable(const std::string& path);

// The dynamic loader that the program at `path` asks for; empty: none, or it is no program.
std::string loader_of(const std::string& path);

// Is it linked with a C library other than glibc, such as musl? Nothing that is built with glibc can be
// preloaded then.
bool is_for_another_libc(const ExecutableFacts& facts);

// Whether GoogleTest is in the program at `path`, or is a library of it, and highwater::gtest, which would
// report the tests' numbers, is not.
bool has_silent_google_tests(const std::string& path);

// Where a command's first word is found: itself when it has a slash, else the first executable of that name
// in `search_path` (a value of PATH). None when there is none.
std::optional<std::string> find_executable(const std::string& name, const std::string& search_path);

}  // namespace highwater
