// SPDX-License-Identifier: Apache-2.0
// Lines come from an iterator that counts newlines as the parser consumes the text: at each of the parser's
// callbacks the count is the line of the token just read.
#include "base/json_reader.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstring>
#include <iterator>
#include <limits>
#include <set>

#include "base/suggest.h"
#include "base/terminal.h"

namespace highwater {
namespace {

class CountingIterator {
 public:
  using iterator_category = std::input_iterator_tag;
  using value_type = char;
  using difference_type = std::ptrdiff_t;
  using pointer = const char*;
  using reference = const char&;

  CountingIterator(const char* at, std::size_t* line) : at_(at), line_(line) {}
  reference operator*() const { return *at_; }
  CountingIterator& operator++() {
    if (*at_ == '\n') ++*line_;
    ++at_;
    return *this;
  }
  CountingIterator operator++(int) {
    CountingIterator before = *this;
    ++*this;
    return before;
  }
  bool operator==(const CountingIterator& other) const { return at_ == other.at_; }
  bool operator!=(const CountingIterator& other) const { return at_ != other.at_; }

 private:
  const char* at_;
  std::size_t* line_;
};

// What the parser has come to.
enum class Event { kObject, kArray, kEnd, kKey, kNumber, kOther };

// One open object or array of the text being parsed.
struct Level {
  std::string path;
  bool is_array = false;
  std::size_t next_index = 0;
  std::string key;
  std::set<std::string> seen;
};

// Nothing that the harness reads is nested deeper than this; the paths of a file that is would fill the
// memory.
constexpr std::size_t kMaxDepth = 64;

// Follows the parser's callbacks: notes the line of every value and the first key that occurs twice.
class Locator {
 public:
  explicit Locator(std::unordered_map<std::string, std::size_t>& lines) : lines_(lines) {}

  // `key` is that of kKey.
  void on(Event event, std::size_t line, const std::string& key = {}) {
    switch (event) {
      case Event::kObject:
      case Event::kArray: {
        std::string path = begin_value(line);
        if (levels_.size() >= kMaxDepth) {
          too_deep_ = true;
          path.clear();
        }
        levels_.push_back({.path = std::move(path),
                           .is_array = event == Event::kArray,
                           .next_index = 0,
                           .key = {},
                           .seen = {}});
        break;
      }
      case Event::kEnd:
        levels_.pop_back();
        break;
      case Event::kKey: {
        Level& level = levels_.back();
        level.key = key;
        lines_[child_path(level)] = line;
        if (!level.seen.insert(level.key).second && duplicate_.empty()) duplicate_ = child_path(level);
        break;
      }
      case Event::kNumber:
        // Lists of numbers may have millions; who complains of one names the list.
        if (!levels_.empty() && levels_.back().is_array)
          ++levels_.back().next_index;
        else
          begin_value(line);
        break;
      case Event::kOther:
        begin_value(line);
        break;
    }
  }
  const std::string& duplicate() const { return duplicate_; }
  bool too_deep() const { return too_deep_; }

 private:
  static std::string child_path(const Level& level) {
    if (level.is_array) return fmt::format("{}[{}]", level.path, level.next_index);
    return level.path.empty() ? level.key : level.path + "." + level.key;
  }
  std::string begin_value(std::size_t line) {
    if (levels_.empty()) return {};
    Level& level = levels_.back();
    std::string path = child_path(level);
    if (level.is_array) {
      ++level.next_index;
      lines_[path] = line;
    }
    return path;
  }

  std::unordered_map<std::string, std::size_t>& lines_;
  std::vector<Level> levels_;
  std::string duplicate_;
  bool too_deep_ = false;
};

// Builds the value. nlohmann's own builder with a callback looks through the whole array that an object
// stands in when the object ends: a file with 20,000 sites takes it seconds.
class Builder final : public nlohmann::json_sax<Json> {
 public:
  // BORROWS all three; `line` is the parser's.
  Builder(Json& root, Locator& locator, const std::size_t& line)
      : root_(root), locator_(locator), line_(line) {}

  bool null() override { return add(Event::kOther, nullptr); }
  bool boolean(bool value) override { return add(Event::kOther, value); }
  bool number_integer(number_integer_t value) override { return add(Event::kNumber, value); }
  bool number_unsigned(number_unsigned_t value) override { return add(Event::kNumber, value); }
  bool number_float(number_float_t value, const string_t&) override { return add(Event::kNumber, value); }
  bool string(string_t& value) override { return add(Event::kOther, std::move(value)); }
  bool binary(binary_t& value) override { return add(Event::kOther, std::move(value)); }
  bool start_object(std::size_t) override { return open(Event::kObject, Json::object()); }
  bool start_array(std::size_t) override { return open(Event::kArray, Json::array()); }
  bool end_object() override { return close(); }
  bool end_array() override { return close(); }
  bool key(string_t& name) override {
    locator_.on(Event::kKey, line_, name);
    key_ = std::move(name);
    return true;
  }
  bool parse_error(std::size_t, const std::string&, const Json::exception& error) override {
    error_ = error.what();
    return false;
  }
  const std::string& error() const { return error_; }

 private:
  Json& place(Json value) {
    if (open_.empty()) return root_ = std::move(value);
    Json& parent = *open_.back();
    if (parent.is_array()) return parent.emplace_back(std::move(value));
    return parent[key_] = std::move(value);
  }
  bool add(Event event, Json value) {
    locator_.on(event, line_);
    place(std::move(value));
    return true;
  }
  bool open(Event event, Json value) {
    locator_.on(event, line_);
    open_.push_back(&place(std::move(value)));
    return true;
  }
  bool close() {
    locator_.on(Event::kEnd, line_);
    open_.pop_back();
    return true;
  }

  Json& root_;
  Locator& locator_;
  const std::size_t& line_;
  std::vector<Json*> open_;  // a parent does not grow while its child is open
  std::string key_;
  std::string error_;
};

// The part of nlohmann's message that says what is wrong, without its "[json.exception.…]" and position.
std::string reason_of(const std::string& message) {
  for (const char* before : {" - ", ": ", "] "})
    if (const std::size_t at = message.find(before); at != std::string::npos)
      return message.substr(at + std::strlen(before));
  return message;
}

}  // namespace

Expected<JsonDocument> parse_json(std::string_view text, const std::string& name) {
  JsonDocument document{.name = name, .value = {}, .lines = {}};
  if (text.find_first_not_of(" \t\r\n") == std::string_view::npos)
    return fail(ExitStatus::kUsage, fmt::format("{}:1: the file is empty, expected a JSON object", name));
  std::size_t line = 1;
  Locator locator(document.lines);
  Builder builder(document.value, locator, line);
  if (!Json::sax_parse(CountingIterator(text.data(), &line),
                       CountingIterator(text.data() + text.size(), &line), &builder))
    return fail(ExitStatus::kUsage,
                fmt::format("{}:{}: not valid JSON: {}", name, line, printable(reason_of(builder.error()))));
  if (locator.too_deep())
    return fail(ExitStatus::kUsage, fmt::format("{}:1: nested deeper than {} levels", name, kMaxDepth));
  if (!locator.duplicate().empty())
    return fail(ExitStatus::kUsage,
                fmt::format("{}:{}: {}: the key occurs twice", name, document.lines[locator.duplicate()],
                            printable(locator.duplicate())),
                "keep one of the two");
  return document;
}

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
  const Json* value = find(key);
  if (value == nullptr && !value_->contains(key))
    return complain(key, fmt::format("missing, expected {}", expected));
  const Json& present = (*value_)[key];
  if (!fits(present))
    return complain(key, fmt::format("expected {}, found {}", expected, present.type_name()));
  return &present;
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
  auto line = document_->lines.find(path);
  if (line == document_->lines.end()) line = document_->lines.find(path_);  // an absent key: its object
  return fail(ExitStatus::kUsage,
              fmt::format("{}:{}: {}: {}", document_->name, line == document_->lines.end() ? 1 : line->second,
                          printable(path), problem),
              std::move(hint));
}

}  // namespace highwater
