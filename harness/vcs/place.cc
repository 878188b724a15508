// SPDX-License-Identifier: Apache-2.0
#include "vcs/place.h"

#include <algorithm>
#include <filesystem>

#include "vcs/git_command.h"

namespace highwater {

namespace fs = std::filesystem;

Place place_of(const std::string& folder) {
  std::error_code error;
  fs::path existing = fs::absolute(folder.empty() ? "." : folder, error).lexically_normal();
  fs::path rest;
  while (!fs::is_directory(existing, error) && existing.has_relative_path()) {
    const fs::path name = existing.filename();
    if (!name.empty()) rest = rest.empty() ? name : name / rest;
    existing = existing.parent_path();
  }
  return {existing.string(), rest.empty() ? "." : rest.string()};
}

Error about(const std::string& folder, const Place& place, Error error) {
  if (error.what.rfind(place.existing + ":", 0) == 0) error.what.replace(0, place.existing.size(), folder);
  return error;
}

Expected<PlaceFacts> place_facts(ProcessRunner& runner, const std::string& folder, const Place& place) {
  Expected<std::string> text =
      git_output(runner, place.existing, {"rev-parse", "--is-shallow-repository", "--show-prefix"});
  if (!text) return tl::unexpected<Error>(about(folder, place, std::move(text).error()));
  // The second line is a path, which may itself have lines; only the last newline is git's. A bare repository
  // has no second line.
  const std::size_t first_end = std::min(text->find('\n'), text->size());
  PlaceFacts facts;
  facts.shallow = text->compare(0, first_end, "true") == 0;
  facts.prefix = text->substr(std::min(first_end + 1, text->size()));
  if (!facts.prefix.empty()) facts.prefix.pop_back();
  if (place.rest != ".") facts.prefix += place.rest + "/";
  return facts;
}

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = std::min(text.find('\n', at), text.size());
    lines.push_back(text.substr(at, end - at));
    at = end + 1;
  }
  return lines;
}

}  // namespace highwater
