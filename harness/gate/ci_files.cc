// SPDX-License-Identifier: Apache-2.0
#include "gate/ci_files.h"

#include <algorithm>
#include <string_view>

#include "gate/ci_texts.h"

namespace highwater {
namespace {

// The line "<blanks><key>: …" gets another value. The pipelines have each of them once; a test holds them to
// it.
void set_value(std::string& text, std::string_view key, const std::string& value) {
  const std::string start = std::string(key) + ":";
  for (std::size_t line = 0; line < text.size();) {
    const std::size_t end = std::min(text.find('\n', line), text.size());
    const std::size_t word = std::min(text.find_first_not_of(' ', line), end);
    if (text.compare(word, start.size(), start) == 0) {
      text.replace(word + start.size(), end - word - start.size(), " " + value);
      return;
    }
    line = end + 1;
  }
}

// As YAML takes any path.
std::string quoted(const std::string& text) {
  std::string result = "'";
  for (const char c : text) result += c == '\'' ? std::string("''") : std::string(1, c);
  return result + "'";
}

}  // namespace

std::string ci_path(CiServer server) {
  switch (server) {
    case CiServer::kGitHub:
      return ".github/workflows/highwater.yml";
    case CiServer::kGitLab:
      return ".gitlab/highwater.yml";
    case CiServer::kNone:
      break;
  }
  return {};
}

std::string ci_text(CiServer server, const CiValues& values) {
  std::string text = server == CiServer::kGitHub ? kGitHubActions : kGitLabCi;
  set_value(text, "BUILD", quoted(values.build_folder));
  set_value(text, "MANIFEST", quoted(values.manifest));
  set_value(text, "HIGHWATER", "highwater");
  // No more parts than there are scenarios.
  if (values.scenarios < 2) {
    set_value(text, "PARTS", "1");
    set_value(text, "part", "[1]");
    set_value(text, "parallel", "1");
  }
  return text;
}

}  // namespace highwater
