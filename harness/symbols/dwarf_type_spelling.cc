// SPDX-License-Identifier: Apache-2.0
// The types in the name of a function, as the demangler writes them: qualifiers behind what they qualify,
// typedefs seen through, template arguments one by one.
//
// A declarator is what stands behind the type, made from the inside: of `char const*&` first "&", then "*&",
// then " const*&".
#include <array>
#include <utility>

#include "symbols/die_tree.h"
#include "symbols/dwarf_spelling.h"

namespace highwater {
namespace {

using Renaming = std::pair<std::string_view, std::string_view>;

// GCC's debug information, the demangler.
constexpr std::array<Renaming, 9> kBaseTypes = {{{"long int", "long"},
                                                 {"long unsigned int", "unsigned long"},
                                                 {"short int", "short"},
                                                 {"short unsigned int", "unsigned short"},
                                                 {"long long int", "long long"},
                                                 {"long long unsigned int", "unsigned long long"},
                                                 {"__int128 unsigned", "unsigned __int128"},
                                                 {"_Float128", "__float128"},
                                                 {"complex double", "double _Complex"}}};

// Mangled names have abbreviations for these, and the demangler shows what they abbreviate.
constexpr std::array<Renaming, 4> kStandardNames = {
    {{"std::basic_string<char, std::char_traits<char>, std::allocator<char> >", "std::string"},
     {"std::basic_istream<char, std::char_traits<char> >", "std::istream"},
     {"std::basic_ostream<char, std::char_traits<char> >", "std::ostream"},
     {"std::basic_iostream<char, std::char_traits<char> >", "std::iostream"}}};

template <std::size_t size>
std::string renamed(const std::array<Renaming, size>& names, std::string name) {
  for (const auto& [from, to] : names)
    if (name == from) return std::string(to);
  return name;
}

std::string joined(const std::vector<std::string>& parts) {
  std::string text;
  for (const std::string& part : parts) text += (text.empty() ? "" : ", ") + part;
  return text;
}

}  // namespace

std::string DwarfSpelling::type_of(Dwarf_Die die, const std::string& declarator) {
  return type(referred(die, DW_AT_type), declarator);
}

std::string DwarfSpelling::type(std::optional<Dwarf_Die> die, const std::string& declarator) {
  if (!die) return "void" + declarator;
  const Visit visit(*this);
  if (visit.is_too_much()) return "?";
  const std::string name = text_of(*die, DW_AT_name);
  switch (::dwarf_tag(&*die)) {
    case DW_TAG_pointer_type:
      return type_of(*die, "*" + declarator);
    case DW_TAG_reference_type:
      return type_of(*die, "&" + declarator);
    case DW_TAG_rvalue_reference_type:
      return type_of(*die, "&&" + declarator);
    case DW_TAG_const_type:
      return type_of(*die, " const" + declarator);
    case DW_TAG_volatile_type:
      return type_of(*die, " volatile" + declarator);
    case DW_TAG_restrict_type:
      return type_of(*die, " __restrict" + declarator);
    case DW_TAG_typedef: {
      // `typedef struct {…} Name` gives the type its name.
      const std::optional<Dwarf_Die> target = referred(*die, DW_AT_type);
      const int tag = target ? ::dwarf_tag(const_cast<Dwarf_Die*>(&*target)) : 0;
      const bool names_it =
          (is_class(tag) || tag == DW_TAG_enumeration_type) && text_of(*target, DW_AT_name).empty();
      return names_it ? prefix(*die) + name + declarator : type(target, declarator);
    }
    case DW_TAG_subroutine_type:
      return callable(*die, declarator);
    case DW_TAG_ptr_to_member_type: {
      const std::optional<Dwarf_Die> owner = referred(*die, DW_AT_containing_type);
      return type_of(*die, (owner ? " " + qualified_class(*owner) : " ?") + "::*" + declarator);
    }
    case DW_TAG_array_type: {
      std::string bounds;
      for (std::optional<Dwarf_Die> range = first_child(*die); range; range = next_sibling(*range)) {
        const std::optional<Dwarf_Word> last = number_of(*range, DW_AT_upper_bound);
        bounds += "[" + (last ? std::to_string(*last + 1) : "") + "]";
      }
      return type_of(*die, declarator.empty() ? " " + bounds : " (" + declarator + ") " + bounds);
    }
    case DW_TAG_base_type:
      return renamed(kBaseTypes, name) + declarator;
    case DW_TAG_unspecified_type:
      return name + declarator;
    default:
      return renamed(kStandardNames, qualified_class(*die)) + declarator;
  }
}

std::string DwarfSpelling::callable(Dwarf_Die die, const std::string& declarator) {
  // `int (*)(int)`, `int (Widget::*)(int)`, and `int (int)` as an argument of std::function.
  const std::size_t begin = declarator.starts_with(' ') ? 1 : 0;
  const std::string middle = declarator.empty() ? "" : "(" + declarator.substr(begin) + ")";
  return type_of(die, " " + middle + "(" + parameters(die) + ")" + qualifiers(die));
}

std::string DwarfSpelling::parameters(Dwarf_Die die) {
  std::vector<std::string> types;
  for (std::optional<Dwarf_Die> child = first_child(die); child; child = next_sibling(*child)) {
    const int tag = ::dwarf_tag(&*child);
    if (tag == DW_TAG_unspecified_parameters) types.emplace_back("...");
    if (tag != DW_TAG_formal_parameter || has_flag(*child, DW_AT_artificial)) continue;
    // Whether a parameter is constant is the function's own affair, and no part of its name.
    std::optional<Dwarf_Die> parameter = referred(*child, DW_AT_type);
    for (int i = 0; i < 2 && parameter; ++i) {
      const int qualifier = ::dwarf_tag(&*parameter);
      if (qualifier == DW_TAG_const_type || qualifier == DW_TAG_volatile_type)
        parameter = referred(*parameter, DW_AT_type);
    }
    types.push_back(type(parameter, ""));
    if (types.back() == "?") break;
  }
  return joined(types);
}

// " const" of a method: what its `this` points to.
std::string DwarfSpelling::qualifiers(Dwarf_Die die) {
  const std::optional<Dwarf_Die> self = referred(die, DW_AT_object_pointer);
  if (!self) return {};
  std::optional<Dwarf_Die> type = referred(*self, DW_AT_type);
  if (type && ::dwarf_tag(&*type) == DW_TAG_const_type) type = referred(*type, DW_AT_type);
  if (type && ::dwarf_tag(&*type) == DW_TAG_pointer_type) type = referred(*type, DW_AT_type);
  std::string text = type && ::dwarf_tag(&*type) == DW_TAG_const_type ? " const" : "";
  if (has_flag(die, DW_AT_reference)) text += " &";
  if (has_flag(die, DW_AT_rvalue_reference)) text += " &&";
  return text;
}

std::string DwarfSpelling::with_template_arguments(Dwarf_Die die, const std::string& name,
                                                   bool& is_template) {
  // `operator<` has a bracket and may have no arguments.
  const std::size_t bracket = name.find('<', name.starts_with("operator<") ? 10 : 0);
  if (bracket == std::string::npos || !name.ends_with('>')) return name;
  const std::string arguments = template_arguments(die);
  is_template = !arguments.empty();
  return is_template ? name.substr(0, bracket) + arguments : name;
}

// "<int, std::vector<int> >"; empty: the entry does not tell any.
std::string DwarfSpelling::template_arguments(Dwarf_Die die) {
  std::vector<std::string> arguments;
  add_template_arguments(die, arguments);
  if (arguments.empty()) return {};
  const std::string text = "<" + joined(arguments);
  return text + (text.ends_with('>') ? " >" : ">");
}

void DwarfSpelling::add_template_arguments(Dwarf_Die die, std::vector<std::string>& arguments) {
  const Visit visit(*this);
  if (visit.is_too_much()) return;
  for (std::optional<Dwarf_Die> child = first_child(die); child; child = next_sibling(*child)) {
    switch (::dwarf_tag(&*child)) {
      case DW_TAG_template_type_parameter:
        arguments.push_back(type_of(*child));
        break;
      case DW_TAG_template_value_parameter:
        arguments.push_back(template_value(*child));
        break;
      case DW_TAG_GNU_template_template_param:
        arguments.push_back(text_of(*child, DW_AT_GNU_template_name));
        break;
      case DW_TAG_GNU_template_parameter_pack:
        add_template_arguments(*child, arguments);
        break;
      default:
        break;
    }
  }
}

std::string DwarfSpelling::template_value(Dwarf_Die die) {
  Dwarf_Attribute found;
  Dwarf_Sword value = 0;
  const std::string kind = type_of(die);
  if (::dwarf_attr(&die, DW_AT_const_value, &found) == nullptr || ::dwarf_formsdata(&found, &value) != 0)
    return "?";
  if (kind == "bool") return value != 0 ? "true" : "false";
  const bool is_unsigned = kind.starts_with("unsigned");
  std::string number = is_unsigned ? std::to_string(static_cast<Dwarf_Word>(value)) : std::to_string(value);
  if (kind == "int") return number;
  if (kind == "unsigned int") return number + "u";
  if (kind == "long") return number + "l";
  if (kind == "unsigned long") return number + "ul";
  if (kind == "long long") return number + "ll";
  if (kind == "unsigned long long") return number + "ull";
  return "(" + kind + ")" + number;
}

}  // namespace highwater
