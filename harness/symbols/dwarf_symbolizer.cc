// SPDX-License-Identifier: Apache-2.0
#include "symbols/dwarf_symbolizer.h"

namespace highwater {

std::vector<SymbolFrame> DwarfSymbolizer::resolve(const SymbolModule& module, std::uint64_t address) {
  const auto [entry, is_new] = modules_.try_emplace({module.path, module.build_id});
  Known& known = entry->second;
  if (is_new) {
    known.identity = identity_of(module.path);
    known.file = SymbolFile::open(module, debug_root_);
  }
  if (known.file == nullptr) return {SymbolFrame{}};
  const auto [cached, is_first] = known.frames.try_emplace(address);
  if (is_first) cached->second = known.file->resolve(address);
  return cached->second;
}

void DwarfSymbolizer::forget_changed() {
  std::erase_if(modules_, [](const auto& entry) {
    const auto& [module, known] = entry;
    return known.file == nullptr || known.file->has_lost_names() ||
           known.identity != identity_of(module.first);
  });
}

}  // namespace highwater
