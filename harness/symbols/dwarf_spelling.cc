// SPDX-License-Identifier: Apache-2.0
#include "symbols/dwarf_spelling.h"

#include <algorithm>
#include <cstdlib>
#include <string_view>

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
std::string demangled_scope(const std::string& linkage, Demangler& demangler) {
  if (!linkage.starts_with("_Z")) return demangler.demangled(linkage);
  std::string text = demangler.demangled("_ZZ" + linkage.substr(2) + "E1x");
  if (!text.ends_with("::x")) return demangler.demangled(linkage);
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

// "std::allocator<long>", of which GCC does not tell the arguments, but whose constructor's linkage name
// does.
std::string named_by_member(Dwarf_Die class_die, Demangler& demangler) {
  for (std::optional<Dwarf_Die> die = first_child(class_die); die; die = next_sibling(*die)) {
    const std::string linkage = text_of(*die, DW_AT_linkage_name);
    const std::string member = text_of(*die, DW_AT_name);
    if (linkage.empty() || member.empty() || member.starts_with("operator")) continue;
    const std::string text = demangler.demangled(linkage);
    std::string name = text.substr(0, text.find("::" + member + "("));
    if (name.size() < text.size() &&
        std::count(name.begin(), name.end(), '<') == std::count(name.begin(), name.end(), '>'))
      return name;
  }
  return {};
}

// What std::allocator<…> is made from where not even that is told: a class with the very same arguments.
std::optional<Dwarf_Die> base_with_arguments(Dwarf_Die class_die, const std::string& arguments) {
  for (std::optional<Dwarf_Die> die = first_child(class_die); die; die = next_sibling(*die)) {
    if (::dwarf_tag(&*die) != DW_TAG_inheritance) continue;
    const std::optional<Dwarf_Die> base = referred(*die, DW_AT_type);
    if (base && text_of(*base, DW_AT_name).ends_with(arguments)) return base;
  }
  return std::nullopt;
}

// Closures are numbered by their parameters since GCC 13 (-fabi-version=18), before that all in one row.
bool numbers_closures_by_parameters(Dwarf_Die die) {
  Dwarf_Die unit;
  if (::dwarf_diecu(&die, &unit, nullptr, nullptr) == nullptr) return false;
  // "GNU C++20 12.2.0 -mtune=generic"
  const std::string producer = text_of(unit, DW_AT_producer);
  if (!producer.starts_with("GNU C++")) return true;
  const std::size_t space = producer.find(' ', 4);
  return space != std::string::npos && std::atoi(producer.c_str() + space) >= 13;
}

// `operator long`, which returns what it is named after; not `operator new`.
bool is_conversion(const std::string& name) {
  constexpr std::string_view kOperator = "operator ";
  if (!name.starts_with(kOperator)) return false;
  const std::string_view rest = std::string_view(name).substr(kOperator.size());
  return !rest.starts_with("new") && !rest.starts_with("delete") && rest != "co_await" &&
         !rest.starts_with('"');
}

// Constructors and conversions are templates that return nothing, as far as names go.
bool names_what_it_returns(const std::string& name, const std::optional<Dwarf_Die>& scope) {
  if (is_conversion(name)) return false;
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

std::string linkage_name(Dwarf_Die die, Demangler& demangler) {
  const std::string name = raw_linkage_name(die);
  return name.empty() ? name : demangler.demangled(name);
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
  std::string name = text_of(origin, DW_AT_name);
  if (name.empty() || !has_cxx_names(origin)) return name;
  const std::optional<Dwarf_Die> outer = scopes_.around(origin);
  const bool is_member = outer && is_class(::dwarf_tag(const_cast<Dwarf_Die*>(&*outer)));
  // extern "C": visible outside, and called by its name alone.
  if (has_flag(origin, DW_AT_external) && !is_member) return name;
  bool is_template = false;
  std::string text = prefix(origin);
  if (is_conversion(name))
    text += "operator " + type_of(origin);
  else
    text += with_template_arguments(origin, name, is_template);
  text += "(" + parameters(origin) + ")" + qualifiers(origin);
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
    return linkage.empty() ? compose(origin_of_all(die), Return::kLeftOut)
                           : demangled_scope(linkage, demangler_);
  }
  if (tag != DW_TAG_namespace) return qualified_class(die);
  const std::string name = text_of(die, DW_AT_name);
  return prefix(die) + (name.empty() ? "(anonymous namespace)" : name);
}

std::string DwarfSpelling::qualified_class(Dwarf_Die die) {
  if (const auto known = classes_.find(die.addr); known != classes_.end()) return known->second;
  const std::string name = text_of(die, DW_AT_name);
  std::string text;
  if (name.empty()) {
    text = prefix(die) + closure(die);
  } else if (const std::size_t bracket = name.find('<'); bracket == std::string::npos) {
    text = prefix(die) + name;
  } else if (const std::string arguments = template_arguments(die); !arguments.empty()) {
    text = prefix(die) + name.substr(0, bracket) + arguments;
  } else if (text = named_by_member(die, demangler_); text.empty()) {
    const std::optional<Dwarf_Die> base = base_with_arguments(die, name.substr(bracket));
    text = prefix(die) + (base ? name.substr(0, bracket) + template_arguments(*base) : name);
  }
  if (left_ >= 0) classes_.emplace(die.addr, text);
  return text;
}

// "{lambda(int)#1}"
std::string DwarfSpelling::closure(Dwarf_Die die) {
  const std::optional<Dwarf_Die> call = call_operator(die);
  if (!call) return "{unnamed type#1}";
  const bool by_parameters = numbers_closures_by_parameters(die);
  const std::string signature = parameters(*call);
  int number = 1;
  if (const std::optional<Dwarf_Die> outer = scopes_.around(die)) {
    for (const Dwarf_Die& other : scopes_.unnamed_in(*outer)) {
      if (other.addr == die.addr) break;
      const Visit visit(*this);
      if (visit.is_too_much()) break;
      const std::optional<Dwarf_Die> other_call = call_operator(other);
      if (other_call && (!by_parameters || parameters(*other_call) == signature)) ++number;
    }
  }
  return "{lambda(" + signature + ")#" + std::to_string(number) + "}";
}

}  // namespace highwater
