// SPDX-License-Identifier: Apache-2.0
// Addresses to functions, files and lines. Called by the counting probe after a run, in the harness and never
// in the measured program.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "base/error.h"

namespace highwater {

struct SymbolModule {
  std::string path;      // absolute
  std::string build_id;  // hexadecimal, of the file that ran; empty: it has none
};

// One function at an address. Unknown: empty, 0. A file may be relative, where the debug information has it
// so.
struct SymbolFrame {
  std::string function;  // demangled, with parameters where the debug information or the symbol has them
  std::string file;
  int line = 0;
  bool inlined = false;  // into the next frame
};

class Symbolizer {
 public:
  virtual ~Symbolizer() = default;

  // The function at `address` (in the file's own terms), before it what is inlined there, innermost first;
  // never empty. A function has one name, whether its symbol or its debug information tells it, whether it
  // was inlined or not, and without the suffixes of clones (".cold", ".isra.0"): sites are told apart by
  // names. Without debug information the ELF symbol is shown, without one a single empty frame. A file that
  // is gone, or has another build id than the one that ran, gives empty frames: a wrong name is worse than
  // none. Not thread-safe.
  virtual std::vector<SymbolFrame> resolve(const SymbolModule& module, std::uint64_t address) = 0;

  // What is known of files is kept, for the next run of the same program: reading the debug information of a
  // large one takes seconds. Forgets those that are no longer what they were, and those with names that took
  // too long to demangle: which of the others are shown as they are then depends on what was asked before,
  // and a run must show what it shows alone. To be called before the sites of another run.
  virtual void forget_changed() {}
};

// Loads the symboliser, and with it libdw, from `folder` (where the preloaded libraries are): it costs
// start-up time that only those pay who ask for sites. Errors (kProbe): not there, or not of this version.
Expected<std::unique_ptr<Symbolizer>> load_symbolizer(const std::string& folder);

}  // namespace highwater
