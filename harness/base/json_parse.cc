// SPDX-License-Identifier: Apache-2.0
// From text to a JsonDocument. The values are put together here rather than by nlohmann's own builder: it
// looks for every key in the object so far, which takes for ever in a hostile file, and keeps the last of two
// equal keys silently. An object's keys are compared once, when it is complete.
#include <fmt/format.h>

#include <algorithm>
#include <cstring>
#include <vector>

#include "base/json_line.h"
#include "base/json_reader.h"
#include "base/terminal.h"

namespace highwater {
namespace {

// Nothing that the harness reads is nested deeper than this; a file that is could fill the memory, or the
// stack of whoever follows it.
constexpr std::size_t kMaxDepth = 64;

// The key that occurs twice in `object`, or null.
const std::string* duplicate_in(const Json::object_t& object) {
  if (object.size() <= 16) {  // most have a handful: no memory for those
    for (auto a = object.begin(); a != object.end(); ++a)
      for (auto b = object.begin(); b != a; ++b)
        if (a->first == b->first) return &a->first;
    return nullptr;
  }
  std::vector<const std::string*> keys;
  keys.reserve(object.size());
  for (const auto& [key, value] : object) keys.push_back(&key);
  const auto less = [](const std::string* a, const std::string* b) { return *a < *b; };
  std::sort(keys.begin(), keys.end(), less);
  const auto equal = [](const std::string* a, const std::string* b) { return *a == *b; };
  const auto twice = std::adjacent_find(keys.begin(), keys.end(), equal);
  return twice == keys.end() ? nullptr : *twice;
}

// The parser's events, put together. Each returns whether to go on.
class Builder {
 public:
  explicit Builder(Json& root) : root_(root) {}

  bool null() { return add(nullptr) != nullptr; }
  bool boolean(bool value) { return add(value) != nullptr; }
  bool number_integer(Json::number_integer_t value) { return add(value) != nullptr; }
  bool number_unsigned(Json::number_unsigned_t value) { return add(value) != nullptr; }
  bool number_float(Json::number_float_t value, const Json::string_t&) { return add(value) != nullptr; }
  bool string(Json::string_t& value) { return add(std::move(value)) != nullptr; }
  bool binary(Json::binary_t& value) { return add(std::move(value)) != nullptr; }  // not in JSON text
  // Room for what most have: a list of a point's three numbers would move twice while it grows.
  bool start_object(std::size_t) {
    if (!begin(Json::value_t::object)) return false;
    levels_.back()->get_ref<Json::object_t&>().reserve(8);
    return true;
  }
  bool start_array(std::size_t) {
    if (!begin(Json::value_t::array)) return false;
    levels_.back()->get_ref<Json::array_t&>().reserve(4);
    return true;
  }
  bool end_array() {
    levels_.pop_back();
    return true;
  }
  bool end_object() {
    const std::string* twice = duplicate_in(levels_.back()->get_ref<Json::object_t&>());
    if (twice != nullptr) duplicate_ = path_to(*twice);
    levels_.pop_back();
    return twice == nullptr;
  }
  bool key(Json::string_t& key) {
    Json::object_t& object = levels_.back()->get_ref<Json::object_t&>();
    object.std::vector<Json::object_t::value_type>::emplace_back(std::move(key), Json());
    return true;
  }
  bool parse_error(std::size_t position, const std::string&, const nlohmann::detail::exception& error) {
    position_ = position;
    problem_ = error.what();
    return false;
  }

  bool too_deep() const { return too_deep_; }
  const std::string& duplicate() const { return duplicate_; }  // its path
  std::size_t position() const { return position_; }           // of the syntax error
  const std::string& problem() const { return problem_; }

 private:
  template <typename Value>
  Json* add(Value&& value) {
    if (levels_.empty()) return &(root_ = Json(std::forward<Value>(value)));
    Json& parent = *levels_.back();
    if (parent.is_array()) return &parent.get_ref<Json::array_t&>().emplace_back(std::forward<Value>(value));
    Json& member = parent.get_ref<Json::object_t&>().back().second;
    return &(member = Json(std::forward<Value>(value)));
  }
  bool begin(Json::value_t type) {
    too_deep_ = levels_.size() >= kMaxDepth;
    if (too_deep_) return false;
    // An open value's address stays: its parent grows only when it is complete.
    levels_.push_back(add(type));
    return true;
  }
  // Of a member of the innermost open object.
  std::string path_to(const std::string& key) const {
    std::string path;
    for (std::size_t i = 0; i + 1 < levels_.size(); ++i) {
      const Json& level = *levels_[i];
      if (level.is_array())
        path += fmt::format("[{}]", level.size() - 1);
      else
        path += (path.empty() ? "" : ".") + level.get_ref<const Json::object_t&>().back().first;
    }
    return path.empty() ? key : path + "." + key;
  }

  Json& root_;
  std::vector<Json*> levels_;
  bool too_deep_ = false;
  std::string duplicate_;
  std::size_t position_ = 0;
  std::string problem_;
};

// The part of nlohmann's message that says what is wrong, without its "[json.exception.…]" and position.
std::string reason_of(const std::string& message) {
  for (const char* before : {" - ", ": ", "] "})
    if (const std::size_t at = message.find(before); at != std::string::npos)
      return message.substr(at + std::strlen(before));
  return message;
}

std::size_t line_at(std::string_view text, std::size_t position) {
  const std::string_view before = text.substr(0, std::min(position, text.size()));
  return 1 + static_cast<std::size_t>(std::count(before.begin(), before.end(), '\n'));
}

}  // namespace

Expected<JsonDocument> parse_json(std::string_view text, const std::string& name) {
  JsonDocument document{.name = name, .text = std::string(text), .value = {}};
  if (text.find_first_not_of(" \t\r\n") == std::string_view::npos)
    return fail(ExitStatus::kUsage, fmt::format("{}:1: the file is empty, expected a JSON object", name));
  Builder builder(document.value);
  if (Json::sax_parse(document.text.data(), document.text.data() + document.text.size(), &builder))
    return document;
  if (builder.too_deep())
    return fail(ExitStatus::kUsage, fmt::format("{}:1: nested deeper than {} levels", name, kMaxDepth));
  if (!builder.duplicate().empty())
    return fail(
        ExitStatus::kUsage,
        fmt::format("{}:{}: {}: the key occurs twice", name,
                    line_of_json_path(text, builder.duplicate()).value_or(1), printable(builder.duplicate())),
        "keep one of the two");
  return fail(ExitStatus::kUsage,
              fmt::format("{}:{}: not valid JSON: {}", name, line_at(text, builder.position()),
                          printable(reason_of(builder.problem()))));
}

}  // namespace highwater
