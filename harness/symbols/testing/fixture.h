// SPDX-License-Identifier: Apache-2.0
// What the tests of this layer share: the plug-in, the fixtures with their addresses and lines.
#pragma once

#include <gmock/gmock.h>

#include <cstdint>
#include <map>
#include <memory>
#include <ostream>
#include <string>
#include <string_view>
#include <vector>

#include "symbols/symbolizer.h"

namespace highwater {

inline bool operator==(const SymbolFrame& a, const SymbolFrame& b) {
  return a.function == b.function && a.file == b.file && a.line == b.line && a.inlined == b.inlined;
}
void PrintTo(const SymbolFrame& frame, std::ostream* out);

namespace symbols_test {

// Which compiler made this program, and the fixtures of the same build.
#ifdef __clang__
inline constexpr bool kIsClang = true;
#else
inline constexpr bool kIsClang = false;
#endif

using Frames = std::vector<SymbolFrame>;

// The plug-in of this build, with `debug_root` in /usr/lib/debug's place.
std::unique_ptr<Symbolizer> symbolizer(const std::string& debug_root = "/nonexistent");

// The standard output of a shell command; the test fails when it does not succeed.
std::string output_of(const std::string& command);

// Addresses of the calls in a fixture, by label: `command` runs it.
std::map<std::string, std::uint64_t> addresses_of(const std::string& command);

// `path` as a module, with the build id that the file has.
SymbolModule module_of(const std::string& path);

struct Span {
  std::uint64_t low = 0;
  std::uint64_t high = 0;
};
// Where section `name` lies in memory, in the file's terms.
Span section_of(const std::string& path, const std::string& name);

// The bytes of a file that the symboliser reads: its debug information, its symbols, their names.
std::vector<Span> symbol_sections_of(const std::string& path);

// The line in fixtures/<file> that the comment `// at: <mark>` ends.
int line_of(const std::string& file, const std::string& mark);

// A frame of a fixture: file, and line by its mark.
SymbolFrame at(const std::string& function, const std::string& file, const std::string& mark,
               bool inlined = false);

// By a demangler that has seen no other name.
std::string demangled(std::string_view name);

// The linkage name of `function` ("1f"): f<b<c<… a<int, int>, S>, S>(…), where each of so many S stands for
// what is before it.
std::string doubled_name(const std::string& function, int times);

// The C library that this process runs with.
std::string libc_path();
// The address of an exported function, in the file's terms.
std::uint64_t symbol_of(const std::string& path, const std::string& name);

// The names that a file needs of the loader (DT_NEEDED).
std::vector<std::string> needed_by(const std::string& path);
// Names in .dynsym that the file takes from others.
std::vector<std::string> imported_by(const std::string& path);

}  // namespace symbols_test
}  // namespace highwater
