// SPDX-License-Identifier: Apache-2.0
#include "symbols/dwarf_scopes.h"

#include <algorithm>
#include <utility>

#include "symbols/die_tree.h"

namespace highwater {
namespace {

std::pair<Dwarf_Word, Dwarf_Word> place_of(const Dwarf_Die& die) {
  return {number_of(die, DW_AT_decl_line).value_or(0), number_of(die, DW_AT_decl_column).value_or(0)};
}

}  // namespace

std::optional<Dwarf_Die> DwarfScopes::around(Dwarf_Die die) {
  read(die);
  const auto scope = scopes_.find(die.addr);
  return scope != scopes_.end() ? std::optional(scope->second) : std::nullopt;
}

std::vector<Dwarf_Die> DwarfScopes::unnamed_in(Dwarf_Die scope) {
  read(scope);
  const auto found = unnamed_.find(scope.addr);
  if (found == unnamed_.end()) return {};
  std::vector<Dwarf_Die> classes = found->second;
  std::stable_sort(classes.begin(), classes.end(),
                   [](const Dwarf_Die& a, const Dwarf_Die& b) { return place_of(a) < place_of(b); });
  return classes;
}

void DwarfScopes::read(Dwarf_Die die) {
  if (!units_.insert(die.cu).second) return;
  Dwarf_Die unit;
  if (::dwarf_diecu(&die, &unit, nullptr, nullptr) == nullptr) return;
  walk_scopes(unit, [this](Dwarf_Die inner, const std::optional<Dwarf_Die>& scope) {
    if (!scope) return;
    scopes_.emplace(inner.addr, *scope);
    if (is_class(::dwarf_tag(&inner)) && text_of(inner, DW_AT_name).empty())
      unnamed_[scope->addr].push_back(inner);
  });
}

}  // namespace highwater
