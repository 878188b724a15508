// SPDX-License-Identifier: Apache-2.0
// The symboliser inside the plug-in: one SymbolFile a module, one answer an address, each made once.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <unordered_map>
#include <utility>

#include "symbols/file_identity.h"
#include "symbols/symbol_file.h"
#include "symbols/symbolizer.h"

namespace highwater {

class DwarfSymbolizer final : public Symbolizer {
 public:
  explicit DwarfSymbolizer(std::string debug_root) : debug_root_(std::move(debug_root)) {}
  std::vector<SymbolFrame> resolve(const SymbolModule& module, std::uint64_t address) override;
  void forget_changed() override;

 private:
  struct Known {
    std::optional<FileIdentity> identity;  // before it was read
    std::unique_ptr<SymbolFile> file;      // null: not to be used
    std::unordered_map<std::uint64_t, std::vector<SymbolFrame>> frames;
  };

  std::string debug_root_;
  std::map<std::pair<std::string, std::string>, Known> modules_;  // by path and build id
};

}  // namespace highwater
