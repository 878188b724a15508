// SPDX-License-Identifier: Apache-2.0
#include "base/path_name.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>

#include "base/terminal.h"

namespace highwater {
namespace {

// With the ".json" of a baseline and the suffix of its temporary file a segment still fits into a file name
// of 255 bytes.
constexpr std::size_t kMaxSegmentBytes = 200;

bool is_allowed(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '.' ||
         c == '-';
}

const char* segment_problem(std::string_view segment) {
  if (segment.empty()) return "a segment of it is empty";
  if (!std::all_of(segment.begin(), segment.end(), is_allowed))
    return "allowed are letters, digits, '_', '.' and '-'";
  if (segment.find("..") != std::string_view::npos) return "it contains '..'";
  if (segment.front() == '.') return "a segment of it begins with '.'";
  if (segment.front() == '-') return "a segment of it begins with '-', as a flag does";
  // "a.json/b" would want a folder where the baseline of "a" has its file.
  if (segment.size() >= 5 && segment.substr(segment.size() - 5) == ".json")
    return "a segment of it ends in '.json'";
  if (segment.size() > kMaxSegmentBytes) return "a segment of it is longer than 200 bytes";
  return nullptr;
}

}  // namespace

std::string path_name_problem(std::string_view name, Segments segments) {
  if (name.empty()) return "a name cannot be empty";
  if (segments == Segments::kOne && name.find('/') != std::string_view::npos)
    return fmt::format("\"{}\" is no valid name: it contains '/'", printable(name));
  for (std::size_t begin = 0; begin <= name.size();) {
    const std::size_t end = std::min(name.find('/', begin), name.size());
    if (const char* problem = segment_problem(name.substr(begin, end - begin)))
      return fmt::format("\"{}\" is no valid name: {}", printable(name), problem);
    begin = end + 1;
  }
  return {};
}

}  // namespace highwater
