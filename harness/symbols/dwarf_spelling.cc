// SPDX-License-Identifier: Apache-2.0
#include "symbols/dwarf_spelling.h"

#include "symbols/demangle.h"
#include "symbols/die_tree.h"

namespace highwater {
namespace {

// More than any program has; each level takes some hundred bytes of stack.
constexpr int kDeepest = 100;
constexpr int kMostEntries = 2000;
// Of the chain from an inlined copy to what it is a copy of.
constexpr int kLongestChain = 16;

std::string raw_linkage_name(Dwarf_Die die) {
  for (int i = 0; i < kLongestChain; ++i) {
    for (const unsigned attribute : {DW_AT_linkage_name, DW_AT_MIPS_linkage_name})
      if (std::string name = text_of(die, attribute); !name.empty()) return name;
    const std::optional<Dwarf_Die> origin = origin_of(die);
    if (!origin) break;
    die = *origin;
  }
  return {};
}

// "f<int>(int)" for the linkage name of `int f<int>(int)`: of a function around others the demangler leaves
// out what it returns.
std::string demangled_scope(const std::string& linkage) {
  if (!linkage.starts_with("_Z")) return demangled(linkage);
  std::string text = demangled("_ZZ" + linkage.substr(2) + "E1x");
  if (!text.ends_with("::x")) return demangled(linkage);
  text.resize(text.size() - 3);
  return text;
}

bool has_cxx_names(Dwarf_Die die) {
  Dwarf_Die unit;
  if (::dwarf_diecu(&die, &unit, nullptr, nullptr) == nullptr) return false;
  switch (::dwarf_srclang(&unit)) {
    case DW_LANG_C_plus_plus:
    case DW_LANG_C_plus_plus_03:
    case DW_LANG_C_plus_plus_11:
    case DW_LANG_C_plus_plus_14:
      return true;
    default:
      return false;
  }
}

std::optional<Dwarf_Die> call_operator(Dwarf_Die closure) {
  for (std::optional<Dwarf_Die> die = first_child(closure); die; die = next_sibling(*die))
    if (::dwarf_tag(&*die) == DW_TAG_subprogram && text_of(*die, DW_AT_name) == "operator()") return die;
  return std::nullopt;
}

// " const" for a method that is one: what `this` points to.
std::string qualifier_of(Dwarf_Die function) {
  const std::optional<Dwarf_Die> self = referred(function, DW_AT_object_pointer);
  if (!self) return {};
  std::optional<Dwarf_Die> type = referred(*self, DW_AT_type);
  if (type && ::dwarf_tag(&*type) == DW_TAG_const_type) type = referred(*type, DW_AT_type);
  if (type && ::dwarf_tag(&*type) == DW_TAG_pointer_type) type = referred(*type, DW_AT_type);
  std::string text = type && ::dwarf_tag(&*type) == DW_TAG_const_type ? " const" : "";
  if (has_flag(function, DW_AT_reference)) text += " &";
  if (has_flag(function, DW_AT_rvalue_reference)) text += " &&";
  return text;
}

// Constructors and conversions are templates that return nothing, as far as names go.
bool names_what_it_returns(const std::string& name, const std::optional<Dwarf_Die>& scope) {
  if (name.starts_with("operator ") && !name.ends_with("\"")) return false;
  return !scope || name.substr(0, name.find('<')) != [&] {
    const std::string outer = text_of(*scope, DW_AT_name);
    return outer.substr(0, outer.find('<'));
  }();
}

}  // namespace

Dwarf_Die origin_of_all(Dwarf_Die die) {
  for (int i = 0; i < kLongestChain; ++i) {
    const std::optional<Dwarf_Die> origin = origin_of(die);
    if (!origin) break;
    die = *origin;
  }
  return die;
}

std::string linkage_name(Dwarf_Die die) {
  const std::string name = raw_linkage_name(die);
  return name.empty() ? name : demangled(name);
}

bool DwarfSpelling::Visit::is_too_much() const {
  return spelling_.depth_ > kDeepest || spelling_.left_ < 0;
}

std::string DwarfSpelling::function(Dwarf_Die die) {
  left_ = kMostEntries;
  return compose(origin_of_all(die), Return::kSpelled);
}

std::string DwarfSpelling::compose(Dwarf_Die origin, Return wanted) {
  const Visit visit(*this);
  if (visit.is_too_much()) return "?";
  const std::string name = text_of(origin, DW_AT_name);
  if (name.empty() || !has_cxx_names(origin)) return name;
  const std::optional<Dwarf_Die> outer = scopes_.around(origin);
  const bool is_member = outer && is_class(::dwarf_tag(const_cast<Dwarf_Die*>(&*outer)));
  // extern "C": visible outside, and called by its name alone.
  if (has_flag(origin, DW_AT_external) && !is_member) return name;
  bool is_template = false;
  std::string text = prefix(origin) + with_template_arguments(origin, name, &is_template);
  text += "(" + parameters(origin) + ")" + qualifier_of(origin);
  if (is_template && wanted == Return::kSpelled && names_what_it_returns(name, outer))
    text = type_of(origin, " " + text);
  return text;
}

std::string DwarfSpelling::prefix(Dwarf_Die die) {
  const std::optional<Dwarf_Die> outer = scopes_.around(die);
  return outer ? scope(*outer) + "::" : std::string();
}

std::string DwarfSpelling::scope(Dwarf_Die die) {
  const Visit visit(*this);
  if (visit.is_too_much()) return "?";
  const int tag = ::dwarf_tag(&die);
  if (tag == DW_TAG_subprogram) {
    const std::string linkage = raw_linkage_name(die);
    return linkage.empty() ? compose(origin_of_all(die), Return::kLeftOut) : demangled_scope(linkage);
  }
  if (tag != DW_TAG_namespace) return prefix(die) + class_name(die);
  const std::string name = text_of(die, DW_AT_name);
  return prefix(die) + (name.empty() ? "(anonymous namespace)" : name);
}

std::string DwarfSpelling::class_name(Dwarf_Die die) {
  const std::string name = text_of(die, DW_AT_name);
  return name.empty() ? closure(die) : with_template_arguments(die, name);
}

// "{lambda(int)#1}", the first of those with these parameters in the function.
std::string DwarfSpelling::closure(Dwarf_Die die) {
  const std::optional<Dwarf_Die> call = call_operator(die);
  if (!call) return "{unnamed type#1}";
  const std::string signature = parameters(*call);
  int number = 1;
  if (const std::optional<Dwarf_Die> outer = scopes_.around(die)) {
    for (const Dwarf_Die& other : scopes_.unnamed_in(*outer)) {
      if (other.addr == die.addr) break;
      const Visit visit(*this);
      if (visit.is_too_much()) break;
      const std::optional<Dwarf_Die> other_call = call_operator(other);
      if (other_call && parameters(*other_call) == signature) ++number;
    }
  }
  return "{lambda(" + signature + ")#" + std::to_string(number) + "}";
}

}  // namespace highwater
