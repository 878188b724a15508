// SPDX-License-Identifier: Apache-2.0
#include "symbols/dwarf_unit.h"

#include <limits>

#include "symbols/die_tree.h"

namespace highwater {
namespace {

// The entries from `function` to the innermost inlined one at `address`, outermost first. Addresses of
// entries grow on the way, so that it ends.
std::vector<Dwarf_Die> inlined_chain(Dwarf_Die function, std::uint64_t address) {
  std::vector<Dwarf_Die> chain = {function};
  std::optional<Dwarf_Die> die = first_child(function);
  while (die) {
    const int tag = ::dwarf_tag(&*die);
    const bool is_block = tag == DW_TAG_lexical_block || tag == DW_TAG_try_block || tag == DW_TAG_catch_block;
    const bool is_inlined = tag == DW_TAG_inlined_subroutine;
    if ((is_block || is_inlined) && ::dwarf_haspc(&*die, address) > 0) {
      if (is_inlined) chain.push_back(*die);
      die = first_child(*die);
    } else {
      die = next_sibling(*die);
    }
  }
  return chain;
}

// Absent, or more than any source file has: 0.
int small_number_of(Dwarf_Die die, unsigned attribute) {
  const Dwarf_Word value = number_of(die, attribute).value_or(0);
  return value <= static_cast<Dwarf_Word>(std::numeric_limits<int>::max()) ? static_cast<int>(value) : 0;
}

}  // namespace

void DwarfUnit::read_functions() {
  has_functions_ = true;
  walk_scopes(functions_, [this](Dwarf_Die die, const std::optional<Dwarf_Die>&) {
    if (::dwarf_tag(&die) != DW_TAG_subprogram) return;
    const void* const origin = origin_of_all(die).addr;
    for_each_range(die, [&](Dwarf_Addr low, Dwarf_Addr high) {
      index_.add(low, high, die);
      starts_.try_emplace(origin, low);
    });
  });
  index_.sort();
}

std::optional<DwarfUnit::Function> DwarfUnit::function_at(std::uint64_t address) {
  if (!has_functions_) read_functions();
  std::optional<Function> smallest;
  for (const RangeIndex<Dwarf_Die>::Range* range : index_.containing(address))
    if (!smallest || range->high - range->low < smallest->size)
      smallest = Function{range->value, range->high - range->low};
  return smallest;
}

std::vector<SymbolFrame> DwarfUnit::frames(std::uint64_t address, const std::optional<Function>& function,
                                           DwarfNames& names) {
  SymbolFrame frame;
  set_line(address, frame);
  if (!function) return frame.file.empty() ? std::vector<SymbolFrame>() : std::vector<SymbolFrame>{frame};
  const std::vector<Dwarf_Die> chain = inlined_chain(function->die, address);
  std::vector<SymbolFrame> frames;
  for (std::size_t i = chain.size(); i-- > 0;) {
    frame.function = names.function(chain[i], starts_);
    frame.inlined = i > 0;
    frames.push_back(frame);
    frame = {};
    if (i > 0) set_call_site(chain[i], frame);
  }
  return frames;
}

void DwarfUnit::set_line(std::uint64_t address, SymbolFrame& frame) {
  Dwarf_Line* const line = ::dwarf_getsrc_die(&lines_, address);
  if (line == nullptr) return;
  const char* const path = ::dwarf_linesrc(line, nullptr, nullptr);
  if (path == nullptr) return;
  frame.file = full_path(path);
  // 0: code that the compiler made and no line stands for.
  if (::dwarf_lineno(line, &frame.line) != 0 || frame.line < 0) frame.line = 0;
}

void DwarfUnit::set_call_site(Dwarf_Die inlined, SymbolFrame& caller) {
  caller.line = small_number_of(inlined, DW_AT_call_line);
  Dwarf_Files* files = nullptr;
  std::size_t count = 0;
  const std::size_t index = static_cast<std::size_t>(small_number_of(inlined, DW_AT_call_file));
  if (::dwarf_getsrcfiles(&functions_, &files, &count) != 0 || index >= count) return;
  const char* const path = ::dwarf_filesrc(files, index, nullptr, nullptr);
  if (path != nullptr) caller.file = full_path(path);
}

// libdw joins with the table's own folders, which may be relative to the compilation folder in turn.
std::string DwarfUnit::full_path(const char* path) {
  if (*path == '/' || *path == '\0') return path;
  Dwarf_Attribute found;
  const char* const folder =
      ::dwarf_attr(&lines_, DW_AT_comp_dir, &found) != nullptr ? ::dwarf_formstring(&found) : nullptr;
  if (folder == nullptr || *folder != '/') return path;
  return std::string(folder) + "/" + path;
}

}  // namespace highwater
