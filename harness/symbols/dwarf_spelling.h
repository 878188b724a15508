// SPDX-License-Identifier: Apache-2.0
// Spells out functions and types as the demangler would, for functions whose linkage name GCC does not tell:
// those that are not visible outside their file, and lambdas. Used by dwarf_names.
//
// The name must be the one that the symbol has as soon as the compiler decides against inlining. What the
// debug information does not tell is spelled by guess: a site then gets another key when that decision
// changes, no more.
#pragma once

#include <elfutils/libdw.h>

#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "symbols/demangle.h"
#include "symbols/dwarf_scopes.h"

namespace highwater {

// Demangled; empty: it has none.
std::string linkage_name(Dwarf_Die die, Demangler& demangler);
// The entry that `die` is, at last, an instance or the definition of.
Dwarf_Die origin_of_all(Dwarf_Die die);

class DwarfSpelling {
 public:
  explicit DwarfSpelling(Demangler& demangler) : demangler_(demangler) {}  // BORROWS: demangler

  // Of a DW_TAG_subprogram or an instance of one; empty when it has no name.
  std::string function(Dwarf_Die die);

 private:
  enum class Return { kSpelled, kLeftOut };
  class Visit;

  std::string compose(Dwarf_Die origin, Return wanted);
  std::string prefix(Dwarf_Die die);
  std::string scope(Dwarf_Die die);
  std::string qualified_class(Dwarf_Die die);
  std::string closure(Dwarf_Die die);

  // dwarf_type_spelling.cc
  std::string type_of(Dwarf_Die die, const std::string& declarator = "");  // of its DW_AT_type
  std::string type(std::optional<Dwarf_Die> die, const std::string& declarator);
  std::string callable(Dwarf_Die die, const std::string& declarator);
  std::string parameters(Dwarf_Die die);
  static std::string qualifiers(Dwarf_Die die);
  std::string with_template_arguments(Dwarf_Die die, const std::string& name, bool& is_template);
  std::string template_arguments(Dwarf_Die die);
  void add_template_arguments(Dwarf_Die die, std::vector<std::string>& arguments);
  std::string template_value(Dwarf_Die die);

  Demangler& demangler_;
  DwarfScopes scopes_;
  std::unordered_map<const void*, std::string> classes_;  // by the entry's address
  int left_ = 0;  // entries that this name may still visit: in a damaged file they refer in circles
  int depth_ = 0;
};

// Counts an entry for as long as it is spelled.
class DwarfSpelling::Visit {
 public:
  explicit Visit(DwarfSpelling& spelling) : spelling_(spelling) {
    ++spelling_.depth_;
    --spelling_.left_;
  }
  ~Visit() { --spelling_.depth_; }
  Visit(const Visit&) = delete;  // counted once
  Visit& operator=(const Visit&) = delete;
  bool is_too_much() const;

 private:
  DwarfSpelling& spelling_;
};

}  // namespace highwater
