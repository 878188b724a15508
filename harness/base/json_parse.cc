// SPDX-License-Identifier: Apache-2.0
// From text to a JsonDocument. RapidJSON, and not nlohmann/json that writes: a report reads ten thousand
// results, and took most of its time for that. The keys of an object are compared afterwards: a parser keeps
// one of two equal ones silently, or looks for every key in the object so far, which takes for ever in a
// hostile file.
#include <fmt/format.h>
#include <rapidjson/error/en.h>
#include <rapidjson/memorystream.h>
#include <rapidjson/reader.h>

#include <algorithm>
#include <charconv>
#include <string_view>
#include <vector>

#include "base/json_line.h"
#include "base/json_reader.h"
#include "base/json_string.h"
#include "base/terminal.h"

namespace highwater {
namespace {

// Nothing that the harness reads is nested deeper than this; a file that is could fill the memory, or the
// stack of whoever follows it.
constexpr std::size_t kMaxDepth = 64;

// Hands the parser's events on until they are nested too deep. Each returns whether to go on. Numbers come as
// text: what the parser would make of a zero with a hundred decimals is undefined (clz of 0), and the
// standard library's are exact.
class Events {
 public:
  explicit Events(rapidjson::Document& document) : document_(document) {}

  bool too_deep() const { return depth_ > kMaxDepth; }
  bool out_of_range() const { return out_of_range_; }

  // NOLINTBEGIN(readability-identifier-naming): what the parser calls them
  bool Null() { return document_.Null(); }
  bool Bool(bool value) { return document_.Bool(value); }
  bool Int(int value) { return document_.Int(value); }
  bool Uint(unsigned value) { return document_.Uint(value); }
  bool Int64(std::int64_t value) { return document_.Int64(value); }
  bool Uint64(std::uint64_t value) { return document_.Uint64(value); }
  bool Double(double value) { return document_.Double(value); }
  bool RawNumber(const char* text, rapidjson::SizeType size, bool) {
    const char* const end = text + size;
    std::int64_t number = 0;
    if (is_all_of(std::from_chars(text, end, number), end)) return document_.Int64(number);
    std::uint64_t large = 0;
    if (is_all_of(std::from_chars(text, end, large), end)) return document_.Uint64(large);
    double real = 0;
    out_of_range_ = !is_all_of(std::from_chars(text, end, real), end);
    return !out_of_range_ && document_.Double(real);
  }
  bool String(const char* text, rapidjson::SizeType size, bool copy) {
    return document_.String(text, size, copy);
  }
  bool StartObject() { return ++depth_ <= kMaxDepth && document_.StartObject(); }
  bool Key(const char* text, rapidjson::SizeType size, bool copy) { return document_.Key(text, size, copy); }
  bool EndObject(rapidjson::SizeType members) {
    --depth_;
    return document_.EndObject(members);
  }
  bool StartArray() { return ++depth_ <= kMaxDepth && document_.StartArray(); }
  bool EndArray(rapidjson::SizeType items) {
    --depth_;
    return document_.EndArray(items);
  }
  // NOLINTEND(readability-identifier-naming)

 private:
  static bool is_all_of(std::from_chars_result read, const char* end) {
    return read.ec == std::errc() && read.ptr == end;
  }

  rapidjson::Document& document_;
  std::size_t depth_ = 0;
  bool out_of_range_ = false;
};

// A key that occurs twice in `object`, or null.
const rapidjson::Value* duplicate_in(const rapidjson::Value& object) {
  if (object.MemberCount() <= 16) {  // most have a handful: no memory for those
    for (auto a = object.MemberBegin(); a != object.MemberEnd(); ++a)
      for (auto b = object.MemberBegin(); b != a; ++b)
        if (text_of(a->name) == text_of(b->name)) return &a->name;
    return nullptr;
  }
  std::vector<const rapidjson::Value*> keys;
  keys.reserve(object.MemberCount());
  for (const auto& member : object.GetObject()) keys.push_back(&member.name);
  const auto less = [](const auto* a, const auto* b) { return text_of(*a) < text_of(*b); };
  std::sort(keys.begin(), keys.end(), less);
  const auto equal = [](const auto* a, const auto* b) { return text_of(*a) == text_of(*b); };
  const auto twice = std::adjacent_find(keys.begin(), keys.end(), equal);
  return twice == keys.end() ? nullptr : *twice;
}

// Which most files have. Strings are put together only for the others: a file has thousands of values.
bool all_keys_differ(const rapidjson::Value& value) {
  if (value.IsArray()) {
    for (const rapidjson::Value& item : value.GetArray())
      if (!all_keys_differ(item)) return false;
  } else if (value.IsObject()) {
    if (duplicate_in(value) != nullptr) return false;
    for (const auto& member : value.GetObject())
      if (!all_keys_differ(member.value)) return false;
  }
  return true;
}

// The path of a key that occurs twice in one object below `value`, which is at most kMaxDepth deep; empty:
// there is none.
std::string duplicate_below(const rapidjson::Value& value) {
  if (all_keys_differ(value)) return {};
  if (value.IsArray()) {
    for (rapidjson::SizeType i = 0; i < value.Size(); ++i)
      if (const std::string path = duplicate_below(value[i]); !path.empty())
        return fmt::format("[{}]{}{}", i, path.front() == '[' ? "" : ".", path);
  } else if (value.IsObject()) {
    if (const rapidjson::Value* twice = duplicate_in(value)) return std::string(text_of(*twice));
    for (const auto& member : value.GetObject())
      if (const std::string path = duplicate_below(member.value); !path.empty())
        return fmt::format("{}{}{}", text_of(member.name), path.front() == '[' ? "" : ".", path);
  }
  return {};
}

bool is_ascii(std::string_view text) {
  unsigned char bits = 0;
  for (const char c : text) bits |= static_cast<unsigned char>(c);
  return bits < 0x80;
}

// Most files need no look at each letter's encoding, which takes a third of the time. For the others the
// stream must know where the text ends: the look at a letter's bytes goes past a terminating zero.
rapidjson::ParseResult parse_events(const std::string& text, Events& handler) {
  constexpr unsigned kFlags = rapidjson::kParseNumbersAsStringsFlag;
  if (is_ascii(text)) {
    rapidjson::StringStream stream(text.c_str());
    return rapidjson::Reader().Parse<kFlags>(stream, handler);
  }
  rapidjson::MemoryStream stream(text.data(), text.size());
  return rapidjson::Reader().Parse<kFlags | rapidjson::kParseValidateEncodingFlag>(stream, handler);
}

std::size_t line_at(std::string_view text, std::size_t position) {
  const std::string_view before = text.substr(0, std::min(position, text.size()));
  return 1 + static_cast<std::size_t>(std::count(before.begin(), before.end(), '\n'));
}

tl::unexpected<Error> not_valid(std::string_view text, const std::string& name, std::size_t position,
                                const std::string& reason) {
  return fail(ExitStatus::kUsage,
              fmt::format("{}:{}: not valid JSON: {}", name, line_at(text, position), printable(reason)));
}

}  // namespace

Expected<JsonDocument> parse_json(std::string_view text, const std::string& name) {
  if (text.find_first_not_of(" \t\r\n") == std::string_view::npos)
    return fail(ExitStatus::kUsage, fmt::format("{}:1: the file is empty, expected a JSON object", name));
  // The parser takes it for the end of the text, and would not look at what comes behind.
  if (const std::size_t zero = text.find('\0'); zero != std::string_view::npos)
    return not_valid(text, name, zero, "a zero byte");
  JsonDocument document{.name = name, .text = std::string(text), .value = rapidjson::Document()};
  Events handler(document.value);
  rapidjson::ParseResult result;
  const auto parse = [&](rapidjson::Document&) {
    result = parse_events(document.text, handler);
    return !result.IsError();
  };
  document.value.Populate(parse);
  if (handler.too_deep())
    return fail(ExitStatus::kUsage, fmt::format("{}:1: nested deeper than {} levels", name, kMaxDepth));
  if (handler.out_of_range())
    return not_valid(text, name, result.Offset(), "a number that is too large or too small for a double");
  if (result.IsError())
    return not_valid(text, name, result.Offset(), rapidjson::GetParseError_En(result.Code()));
  if (const std::string twice = duplicate_below(document.value); !twice.empty())
    return fail(ExitStatus::kUsage,
                fmt::format("{}:{}: {}: the key occurs twice", name,
                            line_of_json_path(text, twice).value_or(1), printable(shortened(twice, 200))),
                "keep one of the two");
  return document;
}

}  // namespace highwater
