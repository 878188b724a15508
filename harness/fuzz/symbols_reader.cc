// SPDX-License-Identifier: Apache-2.0
// An ELF file with debug information, damaged: the symboliser as the counting probe calls it, without its
// plug-in.
#include <sys/mman.h>
#include <unistd.h>

#include <string>

#include "base/fd.h"
#include "fuzz/targets.h"
#include "symbols/dwarf_symbolizer.h"

namespace highwater::fuzz {

void read_symbols(std::string_view input) {
  const Fd file(::memfd_create("elf", MFD_CLOEXEC));
  require(file && ::write(file.get(), input.data(), input.size()) == static_cast<ssize_t>(input.size()),
          "no memory for the file");
  DwarfSymbolizer symbolizer("/nonexistent");
  const SymbolModule module{.path = "/proc/self/fd/" + std::to_string(file.get()), .build_id = ""};
  // The seed's two functions begin at 0x1000, whichever compiler made it; the others are where programs
  // begin.
  for (std::uint64_t address : {0x0U, 0x1000U, 0x1004U, 0x1008U, 0x100cU, 0x1014U, 0x1129U, 0x401136U})
    require(!symbolizer.resolve(module, address).empty(), "an address without a frame");
}

}  // namespace highwater::fuzz
