// SPDX-License-Identifier: Apache-2.0
// Lines come from an iterator that counts newlines as the parser consumes the text: at each of the parser's
// events the count is the line of the token just read. Paths are not built: each level knows how much of the
// wanted path led to it, or that it is none of its ancestors.
#include "base/json_line.h"

#include <fmt/format.h>

#include <cstdint>
#include <iterator>
#include <nlohmann/json.hpp>
#include <vector>

namespace highwater {
namespace {

using Json = nlohmann::ordered_json;

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

// Follows the parser's events; every one returns true, which is "go on".
class Finder {
 public:
  Finder(std::string_view path, const std::size_t* line) : path_(path), line_(line) {}

  std::optional<std::size_t> found() const { return found_; }

  bool null() { return scalar(true); }
  bool boolean(bool) { return scalar(true); }
  bool number_integer(Json::number_integer_t) { return scalar(false); }
  bool number_unsigned(Json::number_unsigned_t) { return scalar(false); }
  bool number_float(Json::number_float_t, const Json::string_t&) { return scalar(false); }
  bool string(Json::string_t&) { return scalar(true); }
  bool binary(Json::binary_t&) { return scalar(true); }
  bool start_object(std::size_t) { return begin(false); }
  bool start_array(std::size_t) { return begin(true); }
  bool end_object() { return end(); }
  bool end_array() { return end(); }
  bool key(Json::string_t& key) {
    Level& level = levels_.back();
    child_ =
        level.matched ? matched_by(*level.matched, (*level.matched == 0 ? "" : ".") + key) : std::nullopt;
    if (child_ == path_.size()) found_ = *line_;
    return true;
  }
  bool parse_error(std::size_t, const std::string&, const nlohmann::detail::exception&) { return false; }

 private:
  struct Level {
    std::optional<std::size_t> matched;  // how much of the path leads here
    bool is_array = false;
    std::size_t next_index = 0;
  };

  std::optional<std::size_t> matched_by(std::size_t start, const std::string& step) const {
    if (path_.substr(start, step.size()) != step) return std::nullopt;
    return start + step.size();
  }
  // What of the path leads to the value that begins now.
  std::optional<std::size_t> begin_value(bool has_line) {
    if (levels_.empty()) return 0;
    Level& level = levels_.back();
    if (!level.is_array) return child_;
    const std::size_t index = level.next_index++;
    if (!level.matched) return std::nullopt;
    const std::optional<std::size_t> matched = matched_by(*level.matched, fmt::format("[{}]", index));
    if (has_line && matched == path_.size()) found_ = *line_;
    return matched;
  }
  bool scalar(bool has_line) {
    begin_value(has_line);
    return true;
  }
  bool begin(bool is_array) {
    const std::optional<std::size_t> matched = begin_value(true);
    levels_.push_back({.matched = matched, .is_array = is_array, .next_index = 0});
    return true;
  }
  bool end() {
    levels_.pop_back();
    return true;
  }

  std::string_view path_;
  const std::size_t* line_;
  std::vector<Level> levels_;
  std::optional<std::size_t> child_;  // of the path, by the key just read
  std::optional<std::size_t> found_;
};

}  // namespace

std::optional<std::size_t> line_of_json_path(std::string_view text, const std::string& path) {
  if (path.empty()) return std::nullopt;
  std::size_t line = 1;
  Finder finder(path, &line);
  Json::sax_parse(CountingIterator(text.data(), &line), CountingIterator(text.data() + text.size(), &line),
                  &finder);
  return finder.found();
}

}  // namespace highwater
