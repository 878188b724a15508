// SPDX-License-Identifier: Apache-2.0
// Reading JSON files that people edit: every complaint says file, line, key and what was expected. Shared by
// the readers of results, manifests and baselines; only their .cc files include it, because nlohmann/json is
// slow to compile.
#pragma once

#include <cstdint>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"

namespace highwater {

using Json = nlohmann::ordered_json;

// A parsed file, with its text: the line of a value is looked up only when somebody complains of it.
struct JsonDocument {
  std::string name;  // of the file, for messages
  std::string text;
  Json value;
};

// Parses. Errors (kUsage): a syntax error, with its line; a key that occurs twice in one object, since one of
// the two would be lost silently; objects and arrays nested deeper than anything that the harness reads.
Expected<JsonDocument> parse_json(std::string_view text, const std::string& name);

// One object in a document, with its path for messages. BORROWS the document.
class JsonObject {
 public:
  // The document's top value; an error if that is no object.
  static Expected<JsonObject> root(const JsonDocument& document);

  // Checks the key "schema" against `supported`; too old and too new are different errors.
  Expected<void> check_schema(std::int64_t supported, const std::string& remedy_for_old) const;

  // The value of `key` in its type, or an error that names the key. The optional forms give nullopt for a key
  // that is absent or null.
  Expected<std::string> text(const std::string& key) const;
  Expected<std::int64_t> integer(const std::string& key) const;
  Expected<bool> boolean(const std::string& key) const;
  Expected<double> number(const std::string& key) const;
  Expected<std::vector<std::string>> texts(const std::string& key) const;
  Expected<std::vector<std::int64_t>> integers(const std::string& key) const;
  Expected<JsonObject> object(const std::string& key) const;
  Expected<std::vector<JsonObject>> objects(const std::string& key) const;
  Expected<std::optional<std::string>> optional_text(const std::string& key) const;
  Expected<std::optional<std::int64_t>> optional_integer(const std::string& key) const;
  Expected<std::optional<JsonObject>> optional_object(const std::string& key) const;

  bool has(const std::string& key) const;        // present and not null
  const Json& value() const { return *value_; }  // as it was parsed
  std::vector<std::string> keys() const;

  // Fails on a key that is not in `known` and suggests the nearest: a misspelt key would be ignored silently.
  Expected<void> only(const std::vector<std::string>& known) const;

  // "<file>:<line>: <path of key>: <problem>"
  tl::unexpected<Error> complain(const std::string& key, const std::string& problem,
                                 std::string hint = {}) const;

 private:
  JsonObject(const JsonDocument* document, const Json* value, std::string path)
      : document_(document), value_(value), path_(std::move(path)) {}
  std::string path_of(const std::string& key) const { return path_.empty() ? key : path_ + "." + key; }
  const Json* find(const std::string& key) const;  // null when absent or null
  // The value if `fits`, or an error that says what was expected instead.
  Expected<const Json*> required(const std::string& key, bool (*fits)(const Json&),
                                 const char* expected) const;

  const JsonDocument* document_;
  const Json* value_;
  std::string path_;
};

}  // namespace highwater
