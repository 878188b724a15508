// SPDX-License-Identifier: Apache-2.0
// Walking the entries (DIEs) of a unit. Used by dwarf_names and dwarf_unit.
//
// The tree comes from a file that may be damaged: DW_AT_sibling may point backwards, which would never end,
// or into the children of an entry, so that each is met twice, and theirs four times. next_sibling() refuses
// the first, walk_scopes() the second.
#pragma once

#include <dwarf.h>
#include <elfutils/libdw.h>

#include <optional>
#include <string>
#include <unordered_set>
#include <vector>

namespace highwater {

inline std::optional<Dwarf_Die> first_child(Dwarf_Die parent) {
  Dwarf_Die child;
  if (::dwarf_child(&parent, &child) != 0) return std::nullopt;
  return child;
}

inline std::optional<Dwarf_Die> next_sibling(Dwarf_Die die) {
  Dwarf_Die sibling;
  if (::dwarf_siblingof(&die, &sibling) != 0 || sibling.addr <= die.addr) return std::nullopt;
  return sibling;
}

// Empty: none, or no text.
inline std::string text_of(Dwarf_Die die, unsigned attribute) {
  Dwarf_Attribute found;
  const char* const text =
      ::dwarf_attr(&die, attribute, &found) != nullptr ? ::dwarf_formstring(&found) : nullptr;
  return text != nullptr ? text : "";
}

inline std::optional<Dwarf_Die> referred(Dwarf_Die die, unsigned attribute) {
  Dwarf_Attribute found;
  Dwarf_Die other;
  if (::dwarf_attr(&die, attribute, &found) == nullptr || ::dwarf_formref_die(&found, &other) == nullptr)
    return std::nullopt;
  return other;
}

inline std::optional<Dwarf_Word> number_of(Dwarf_Die die, unsigned attribute) {
  Dwarf_Attribute found;
  Dwarf_Word value = 0;
  if (::dwarf_attr(&die, attribute, &found) == nullptr || ::dwarf_formudata(&found, &value) != 0)
    return std::nullopt;
  return value;
}

inline bool has_flag(Dwarf_Die die, unsigned attribute) {
  Dwarf_Attribute found;
  bool value = false;
  return ::dwarf_attr(&die, attribute, &found) != nullptr && ::dwarf_formflag(&found, &value) == 0 && value;
}

inline bool is_class(int tag) {
  return tag == DW_TAG_structure_type || tag == DW_TAG_class_type || tag == DW_TAG_union_type ||
         tag == DW_TAG_interface_type;
}

// The entry that `die` is an instance or the definition of.
inline std::optional<Dwarf_Die> origin_of(Dwarf_Die die) {
  const std::optional<Dwarf_Die> origin = referred(die, DW_AT_abstract_origin);
  return origin ? origin : referred(die, DW_AT_specification);
}

// What names the functions inside it: "scope::function".
inline bool names_its_contents(int tag) {
  return is_class(tag) || tag == DW_TAG_namespace || tag == DW_TAG_module || tag == DW_TAG_subprogram;
}

// Calls visit(die, scope) for every entry of the unit that may be a function, a type with a name or a scope,
// outermost first; `scope` is the entry that names its contents, none at the top.
template <typename Visit>
void walk_scopes(Dwarf_Die unit, Visit visit) {
  struct Level {
    Dwarf_Die parent;
    std::optional<Dwarf_Die> scope;
  };
  std::vector<Level> open = {{unit, std::nullopt}};
  std::unordered_set<const void*> seen = {unit.addr};
  while (!open.empty()) {
    const Level level = open.back();
    open.pop_back();
    for (std::optional<Dwarf_Die> die = first_child(level.parent); die; die = next_sibling(*die)) {
      const int tag = ::dwarf_tag(&*die);
      const bool is_scope = names_its_contents(tag);
      if (tag == DW_TAG_enumeration_type || tag == DW_TAG_typedef) visit(*die, level.scope);
      if (!is_scope && tag != DW_TAG_lexical_block) continue;
      if (!seen.insert(die->addr).second) continue;
      if (is_scope) visit(*die, level.scope);
      open.push_back({*die, is_scope ? die : level.scope});
    }
  }
}

}  // namespace highwater
