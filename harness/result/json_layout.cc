// SPDX-License-Identifier: Apache-2.0
#include "result/json_layout.h"

namespace highwater {
namespace {

std::string compact(const Json& json) {
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

bool has_flat_items(const std::string& key) {
  return key == "frames" || key == "sites" || key == "modules" || key == "points" || key == "marks" ||
         key == "sizes";
}

void append(std::string& text, const Json& json, std::size_t indent, bool flat_items) {
  if (!json.is_structured() || json.empty()) {
    text += compact(json);
    return;
  }
  text += json.is_object() ? '{' : '[';
  const char* separator = "\n";
  for (const auto& item : json.items()) {
    text += separator;
    text.append(indent + 2, ' ');
    if (json.is_object()) text += compact(Json(item.key())) + ": ";
    if (flat_items) {
      text += compact(item.value());
    } else {
      append(text, item.value(), indent + 2, json.is_object() && has_flat_items(item.key()));
    }
    separator = ",\n";
  }
  text += '\n';
  text.append(indent, ' ');
  text += json.is_object() ? '}' : ']';
}

}  // namespace

std::string lay_out(const Json& json) {
  std::string text;
  append(text, json, 0, false);
  return text;
}

}  // namespace highwater
