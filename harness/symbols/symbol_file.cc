// SPDX-License-Identifier: Apache-2.0
#include "symbols/symbol_file.h"

namespace highwater {

std::unique_ptr<SymbolFile> SymbolFile::open(const SymbolModule& module, const std::string& debug_root) {
  // "[vdso]" and "linux-vdso.so.1" are no files, whatever lies about in the current folder.
  if (!module.path.starts_with('/')) return nullptr;
  std::unique_ptr<ElfFile> file = ElfFile::open(module.path);
  if (file == nullptr || file->build_id() != module.build_id) return nullptr;
  std::unique_ptr<DebugFile> debug = DebugFile::find(*file, debug_root);
  return std::unique_ptr<SymbolFile>(new SymbolFile(std::move(file), std::move(debug)));
}

SymbolFile::SymbolFile(std::unique_ptr<ElfFile> file, std::unique_ptr<DebugFile> debug)
    : file_(std::move(file)),
      debug_(std::move(debug)),
      symbols_(*file_, debug_ != nullptr ? debug_->separate() : nullptr, demangler_) {
  if (debug_ != nullptr) lookup_.emplace(debug_->dwarf(), symbols_, demangler_);
}

std::vector<SymbolFrame> SymbolFile::resolve(std::uint64_t address) {
  if (!file_->is_code(address)) return {SymbolFrame{}};
  std::vector<SymbolFrame> frames = lookup_ ? lookup_->resolve(address) : std::vector<SymbolFrame>();
  if (frames.empty()) frames.emplace_back();
  if (std::string name = symbols_.function_at(address); !name.empty())
    frames.back().function = std::move(name);
  return frames;
}

}  // namespace highwater
