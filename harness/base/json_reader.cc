// SPDX-License-Identifier: Apache-2.0
#include "base/json_reader.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>

#include "base/json_line.h"
#include "base/suggest.h"
#include "base/terminal.h"

namespace highwater {

Expected<JsonObject> JsonObject::root(const JsonDocument& document) {
  if (!document.value.is_object())
    return fail(ExitStatus::kUsage, fmt::format("{}:1: expected a JSON object, found {}", document.name,
                                                document.value.type_name()));
  return JsonObject(&document, &document.value, {});
}

const Json* JsonObject::find(const std::string& key) const {
  const auto found = value_->find(key);
  return found == value_->end() || found->is_null() ? nullptr : &*found;
}

bool JsonObject::has(const std::string& key) const {
  return find(key) != nullptr;
}

Expected<const Json*> JsonObject::required(const std::string& key, bool (*fits)(const Json&),
                                           const char* expected) const {
  const auto found = value_->find(key);
  if (found == value_->end()) return complain(key, fmt::format("missing, expected {}", expected));
  const Json& value = *found;
  if (!fits(value)) return complain(key, fmt::format("expected {}, found {}", expected, value.type_name()));
  return &value;
}

Expected<std::string> JsonObject::text(const std::string& key) const {
  HIGHWATER_TRY(const Json* value, required(
                                       key, [](const Json& v) { return v.is_string(); }, "a string"));
  return value->get<std::string>();
}

Expected<std::int64_t> JsonObject::integer(const std::string& key) const {
  const auto fits = [](const Json& v) {
    return v.is_number_integer() &&
           (!v.is_number_unsigned() ||
            v.get<std::uint64_t>() <= static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max()));
  };
  HIGHWATER_TRY(const Json* value, required(key, fits, "an integer of at most 64 bits"));
  return value->get<std::int64_t>();
}

Expected<bool> JsonObject::boolean(const std::string& key) const {
  HIGHWATER_TRY(const Json* value, required(
                                       key, [](const Json& v) { return v.is_boolean(); }, "true or false"));
  return value->get<bool>();
}

Expected<double> JsonObject::number(const std::string& key) const {
  const auto fits = [](const Json& v) { return v.is_number() && std::isfinite(v.get<double>()); };
  HIGHWATER_TRY(const Json* value, required(key, fits, "a number"));
  return value->get<double>();
}

Expected<std::vector<std::string>> JsonObject::texts(const std::string& key) const {
  const auto fits = [](const Json& v) {
    return v.is_array() && std::all_of(v.begin(), v.end(), [](const Json& item) { return item.is_string(); });
  };
  HIGHWATER_TRY(const Json* value, required(key, fits, "an array of strings"));
  return value->get<std::vector<std::string>>();
}

Expected<std::vector<std::int64_t>> JsonObject::integers(const std::string& key) const {
  const auto fits = [](const Json& v) {
    return v.is_array() && std::all_of(v.begin(), v.end(), [](const Json& item) {
             return item.is_number_integer() &&
                    (!item.is_number_unsigned() || item.get<std::uint64_t>() <= INT64_MAX);
           });
  };
  HIGHWATER_TRY(const Json* value, required(key, fits, "an array of integers of at most 64 bits"));
  return value->get<std::vector<std::int64_t>>();
}

Expected<JsonObject> JsonObject::object(const std::string& key) const {
  HIGHWATER_TRY(const Json* value, required(
                                       key, [](const Json& v) { return v.is_object(); }, "an object"));
  return JsonObject(document_, value, path_of(key));
}

Expected<std::vector<JsonObject>> JsonObject::objects(const std::string& key) const {
  const auto fits = [](const Json& v) {
    return v.is_array() && std::all_of(v.begin(), v.end(), [](const Json& item) { return item.is_object(); });
  };
  HIGHWATER_TRY(const Json* value, required(key, fits, "an array of objects"));
  std::vector<JsonObject> items;
  for (const Json& item : *value)
    items.push_back(JsonObject(document_, &item, fmt::format("{}[{}]", path_of(key), items.size())));
  return items;
}

Expected<std::optional<std::string>> JsonObject::optional_text(const std::string& key) const {
  if (!has(key)) return std::nullopt;
  return text(key).map([](std::string value) { return std::optional<std::string>(std::move(value)); });
}

Expected<std::optional<std::int64_t>> JsonObject::optional_integer(const std::string& key) const {
  if (!has(key)) return std::nullopt;
  return integer(key).map([](std::int64_t value) { return std::optional<std::int64_t>(value); });
}

Expected<std::optional<JsonObject>> JsonObject::optional_object(const std::string& key) const {
  if (!has(key)) return std::nullopt;
  return object(key).map([](JsonObject value) { return std::optional<JsonObject>(std::move(value)); });
}

std::vector<std::string> JsonObject::keys() const {
  std::vector<std::string> names;
  for (const auto& item : value_->items()) names.push_back(item.key());
  return names;
}

Expected<void> JsonObject::only(const std::vector<std::string>& known) const {
  for (const std::string& key : keys()) {
    if (std::find(known.begin(), known.end(), key) != known.end()) continue;
    const std::optional<std::string> near = suggest(key, known);
    return complain(key, "unknown key",
                    near ? fmt::format("did you mean \"{}\"?", *near)
                         : fmt::format("known keys: {}", fmt::join(known, ", ")));
  }
  return {};
}

Expected<void> JsonObject::check_schema(std::int64_t supported, const std::string& remedy_for_old) const {
  HIGHWATER_TRY(const std::int64_t schema, integer("schema"));
  if (schema > supported)
    return complain(
        "schema", fmt::format("too new: this highwater reads schema {}, the file has {}", supported, schema),
        "use a newer highwater");
  if (schema < supported)
    return complain(
        "schema", fmt::format("too old: this highwater reads schema {}, the file has {}", supported, schema),
        remedy_for_old);
  return {};
}

tl::unexpected<Error> JsonObject::complain(const std::string& key, const std::string& problem,
                                           std::string hint) const {
  std::string path = path_of(key);
  std::optional<std::size_t> line = line_of_json_path(document_->text, path);
  if (!line) line = line_of_json_path(document_->text, path_);  // an absent key: its object
  return fail(ExitStatus::kUsage,
              fmt::format("{}:{}: {}: {}", document_->name, line.value_or(1), printable(path), problem),
              std::move(hint));
}

}  // namespace highwater
