// SPDX-License-Identifier: Apache-2.0
#include "base/json_reader.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>

#include "base/json_line.h"
#include "base/json_string.h"
#include "base/suggest.h"
#include "base/terminal.h"

namespace highwater {
namespace {

// Of a key, and of what is wrong with its value, which may be quoted in it: both are the file's.
constexpr std::size_t kQuotedBytes = 200;
constexpr std::size_t kProblemBytes = 1000;

const char* type_of(const rapidjson::Value& value) {
  if (value.IsNull()) return "null";
  if (value.IsBool()) return "boolean";
  if (value.IsNumber()) return "number";
  if (value.IsString()) return "string";
  return value.IsArray() ? "array" : "object";
}

bool all_of(const rapidjson::Value& value, bool (*fits)(const rapidjson::Value&)) {
  return value.IsArray() && std::all_of(value.Begin(), value.End(), fits);
}

rapidjson::Value::ConstMemberIterator member_of(const rapidjson::Value& object, const std::string& key) {
  return object.FindMember(
      rapidjson::Value(rapidjson::StringRef(key.data(), static_cast<rapidjson::SizeType>(key.size()))));
}

}  // namespace

Expected<JsonObject> JsonObject::root(const JsonDocument& document) {
  if (!document.value.IsObject())
    return fail(ExitStatus::kUsage, fmt::format("{}:1: expected a JSON object, found {}", document.name,
                                                type_of(document.value)));
  return JsonObject(&document, &document.value, {});
}

const rapidjson::Value* JsonObject::find(const std::string& key) const {
  const auto found = member_of(*value_, key);
  return found == value_->MemberEnd() || found->value.IsNull() ? nullptr : &found->value;
}

bool JsonObject::has(const std::string& key) const {
  return find(key) != nullptr;
}

Expected<const rapidjson::Value*> JsonObject::required(const std::string& key,
                                                       bool (*fits)(const rapidjson::Value&),
                                                       const char* expected) const {
  const auto found = member_of(*value_, key);
  if (found == value_->MemberEnd()) return complain(key, fmt::format("missing, expected {}", expected));
  const rapidjson::Value& value = found->value;
  if (!fits(value)) return complain(key, fmt::format("expected {}, found {}", expected, type_of(value)));
  return &value;
}

Expected<std::string> JsonObject::text(const std::string& key) const {
  HIGHWATER_TRY(const rapidjson::Value* value,
                required(
                    key, [](const rapidjson::Value& v) { return v.IsString(); }, "a string"));
  return std::string(text_of(*value));
}

Expected<std::int64_t> JsonObject::integer(const std::string& key) const {
  const auto fits = [](const rapidjson::Value& v) { return v.IsInt64(); };
  HIGHWATER_TRY(const rapidjson::Value* value, required(key, fits, "an integer of at most 64 bits"));
  return value->GetInt64();
}

Expected<bool> JsonObject::boolean(const std::string& key) const {
  HIGHWATER_TRY(const rapidjson::Value* value,
                required(
                    key, [](const rapidjson::Value& v) { return v.IsBool(); }, "true or false"));
  return value->GetBool();
}

Expected<double> JsonObject::number(const std::string& key) const {
  const auto fits = [](const rapidjson::Value& v) { return v.IsNumber() && std::isfinite(v.GetDouble()); };
  HIGHWATER_TRY(const rapidjson::Value* value, required(key, fits, "a number"));
  return value->GetDouble();
}

Expected<std::vector<std::string>> JsonObject::texts(const std::string& key) const {
  const auto fits = [](const rapidjson::Value& v) {
    return all_of(v, [](const rapidjson::Value& item) { return item.IsString(); });
  };
  HIGHWATER_TRY(const rapidjson::Value* value, required(key, fits, "an array of strings"));
  std::vector<std::string> texts;
  for (const rapidjson::Value& item : value->GetArray()) texts.emplace_back(text_of(item));
  return texts;
}

Expected<std::vector<std::int64_t>> JsonObject::integers(const std::string& key) const {
  const auto fits = [](const rapidjson::Value& v) {
    return all_of(v, [](const rapidjson::Value& item) { return item.IsInt64(); });
  };
  HIGHWATER_TRY(const rapidjson::Value* value,
                required(key, fits, "an array of integers of at most 64 bits"));
  std::vector<std::int64_t> integers;
  integers.reserve(value->Size());
  for (const rapidjson::Value& item : value->GetArray()) integers.push_back(item.GetInt64());
  return integers;
}

Expected<std::vector<std::int64_t>> JsonObject::integer_rows(const std::string& key, std::size_t columns,
                                                             const char* row) const {
  const auto fits = [](const rapidjson::Value& v) { return v.IsArray(); };
  HIGHWATER_TRY(const rapidjson::Value* value, required(key, fits, "an array"));
  std::vector<std::int64_t> integers;
  integers.reserve(value->Size() * columns);
  for (const rapidjson::Value& item : value->GetArray()) {
    const bool is_row = all_of(item, [](const rapidjson::Value& v) { return v.IsInt64(); });
    if (!is_row || item.Size() != columns)
      return complain(fmt::format("{}[{}]", key, integers.size() / columns), fmt::format("expected {}", row));
    for (const rapidjson::Value& number : item.GetArray()) integers.push_back(number.GetInt64());
  }
  return integers;
}

Expected<JsonObject> JsonObject::object(const std::string& key) const {
  HIGHWATER_TRY(const rapidjson::Value* value,
                required(
                    key, [](const rapidjson::Value& v) { return v.IsObject(); }, "an object"));
  return JsonObject(document_, value, path_of(key));
}

Expected<std::vector<JsonObject>> JsonObject::objects(const std::string& key) const {
  const auto fits = [](const rapidjson::Value& v) {
    return all_of(v, [](const rapidjson::Value& item) { return item.IsObject(); });
  };
  HIGHWATER_TRY(const rapidjson::Value* value, required(key, fits, "an array of objects"));
  std::vector<JsonObject> items;
  for (const rapidjson::Value& item : value->GetArray())
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
  for (const auto& member : value_->GetObject()) names.emplace_back(text_of(member.name));
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
              fmt::format("{}:{}: {}: {}", document_->name, line.value_or(1),
                          printable(shortened(path, kQuotedBytes)), shortened(problem, kProblemBytes)),
              std::move(hint));
}

}  // namespace highwater
