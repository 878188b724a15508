// SPDX-License-Identifier: Apache-2.0
// What is around an entry: the namespace, class or function that its name begins with. Used by
// dwarf_spelling.
#pragma once

#include <elfutils/libdw.h>

#include <optional>
#include <unordered_map>
#include <unordered_set>
#include <vector>

namespace highwater {

class DwarfScopes {
 public:
  // None: at the top of its unit.
  std::optional<Dwarf_Die> around(Dwarf_Die die);

  // The classes without a name directly in `scope`, closures among them, as they follow each other in the
  // source.
  std::vector<Dwarf_Die> unnamed_in(Dwarf_Die scope);

 private:
  void read(Dwarf_Die die);

  std::unordered_map<const void*, Dwarf_Die> scopes_;
  std::unordered_map<const void*, std::vector<Dwarf_Die>> unnamed_;
  std::unordered_set<const Dwarf_CU*> units_;  // whose entries are there
};

}  // namespace highwater
