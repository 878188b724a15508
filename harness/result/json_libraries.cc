// SPDX-License-Identifier: Apache-2.0
#include "result/json_libraries.h"

namespace highwater {

Expected<std::map<std::string, std::string>> read_libraries(const JsonObject& context) {
  std::map<std::string, std::string> libraries;
  HIGHWATER_TRY(const std::optional<JsonObject> object, context.optional_object("libraries"));
  if (!object) return libraries;
  for (const std::string& name : object->keys()) {
    HIGHWATER_TRY(libraries[name], object->text(name));
  }
  return libraries;
}

}  // namespace highwater
