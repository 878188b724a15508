// SPDX-License-Identifier: Apache-2.0
// Names as the programmer wrote them, for ELF symbols and linkage names. Every name that the symboliser shows
// comes from here or from dwarf_names.
#pragma once

#include <set>
#include <string>
#include <string_view>

namespace highwater {

// Of one file, which may be full of names that take too long (demangler_process.h): after several of them all
// its others are shown as they are. That is the file's own affair, and costs no other file its names.
class Demangler {
 public:
  Demangler() = default;
  Demangler(const Demangler&) = delete;  // its count is the file's
  Demangler& operator=(const Demangler&) = delete;

  // "_ZN3Foo3barEi" to "Foo::bar(int)"; what is no C++ name of the Itanium ABI stays as it is, and so does
  // one that would have more than kLongestDemangled bytes or takes too long. Without clone suffixes.
  std::string demangled(std::string_view name);

  // Has one taken too long? Then what it says of the next name depends on those that it was asked before.
  bool has_lost() const { return !lost_.empty(); }

 private:
  std::set<std::string> lost_;  // names that took too long
};

// "hot.part.0.cold" to "hot". Compilers split and copy functions, and name the pieces after the original:
// constprop, isra, part, cold, localalias, lto_priv and clone by GCC, cold, llvm and __uniq by clang. Whether
// they do depends on the optimiser's mood, and a site is to keep its name when that changes. Other names with
// dots ("main.main" of Go, "f._omp_fn.0" of OpenMP, "f.avx2" of target_clones) are functions of their own.
std::string_view without_clone_suffixes(std::string_view name);

}  // namespace highwater
