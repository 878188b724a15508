// SPDX-License-Identifier: Apache-2.0
// `git log --raw -z` separates everything with NUL bytes, which neither a path nor a subject can contain:
//
//     commit <id> <time> <subject> NUL
//     [NEWLINE] :<mode> <mode> <id> <id> <letter> NUL <path> NUL
//     ::<mode> <mode> <mode> <id> <id> <id> <letters> NUL <path> NUL     a merge: one colon a parent
//
// A merge has an empty piece before its first file.
#include "vcs/git_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "base/terminal.h"

namespace highwater {
namespace {

tl::unexpected<Error> unexpected_output(const char* command, std::string_view text) {
  return fail(ExitStatus::kUsage,
              fmt::format("git {}: unexpected output: {}", command, printable(text.substr(0, 80))),
              "is this git older than 2.24?");
}

std::vector<std::string_view> split(std::string_view text, char separator) {
  std::vector<std::string_view> pieces;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find(separator), text.size());
    pieces.push_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return pieces;
}

bool is_id(std::string_view text) {
  return (text.size() == 40 || text.size() == 64) &&
         text.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

// Takes the word before the next blank off `text`.
std::string_view take_word(std::string_view& text) {
  const std::size_t end = std::min(text.find(' '), text.size());
  const std::string_view word = text.substr(0, end);
  text.remove_prefix(std::min(end + 1, text.size()));
  return word;
}

template <typename Number>
bool to_number(std::string_view text, Number& number) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  return error == std::errc() && end == text.data() + text.size();
}

// A commit without a time (a broken one) has 0; one without a subject has none.
bool read_commit(std::string_view piece, Commit& commit) {
  if (take_word(piece) != "commit") return false;
  commit.id = take_word(piece);
  if (!is_id(commit.id)) return false;
  if (!to_number(take_word(piece), commit.author_time)) commit.author_time = 0;
  commit.subject = piece;
  return true;
}

// An id that is all zeros is no file.
std::string blob_of(std::string_view id) {
  return id.find_first_not_of('0') == std::string_view::npos ? std::string() : std::string(id);
}

bool read_change(std::string_view piece, FileChange& change) {
  const std::size_t parents = std::min(piece.find_first_not_of(':'), piece.size());
  const std::vector<std::string_view> words = split(piece.substr(parents), ' ');
  if (parents == 0 || words.size() != 2 * (parents + 1) + 1) return false;
  const auto ids = words.begin() + static_cast<std::ptrdiff_t>(parents + 1);
  if (!std::all_of(ids, words.end() - 1, is_id)) return false;
  for (std::size_t i = 0; i < parents; ++i)
    change.before.push_back(blob_of(ids[static_cast<std::ptrdiff_t>(i)]));
  change.after = blob_of(ids[static_cast<std::ptrdiff_t>(parents)]);
  return true;
}

}  // namespace

Expected<std::vector<Commit>> parse_log(std::string_view text, const std::string& prefix) {
  std::vector<Commit> commits;
  const std::vector<std::string_view> pieces = split(text, '\0');
  for (std::size_t i = 0; i < pieces.size(); ++i) {
    std::string_view piece = pieces[i];
    if (!piece.empty() && piece.front() == '\n') piece.remove_prefix(1);
    if (piece.empty()) continue;
    if (piece.front() != ':') {
      if (!read_commit(piece, commits.emplace_back())) return unexpected_output("log", piece);
      continue;
    }
    FileChange change;
    if (commits.empty() || !read_change(piece, change) || ++i == pieces.size())
      return unexpected_output("log", piece);
    if (pieces[i].compare(0, prefix.size(), prefix) != 0) continue;
    change.path = pieces[i].substr(prefix.size());
    commits.back().changes.push_back(std::move(change));
  }
  return commits;
}

// "<id> blob <size>\n<contents>\n", or "<id> missing\n".
Expected<Blobs> parse_blobs(std::string_view text) {
  Blobs blobs;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    std::string_view header = text.substr(0, end);
    const std::string_view whole = header;
    text.remove_prefix(std::min(end + 1, text.size()));
    const std::string id(take_word(header));
    if (!is_id(id)) return unexpected_output("cat-file", whole);
    if (header == "missing") {
      blobs[id] = std::nullopt;
      continue;
    }
    std::size_t size = 0;
    take_word(header);  // "blob"; a submodule's commit, which no baseline can be, is "missing"
    if (!to_number(header, size) || size >= text.size()) return unexpected_output("cat-file", whole);
    blobs[id] = std::string(text.substr(0, size));
    text.remove_prefix(size + 1);
  }
  return blobs;
}

}  // namespace highwater
