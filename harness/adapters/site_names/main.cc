// SPDX-License-Identifier: Apache-2.0
// Reads stacks from standard input, and writes one line for each: "grow <- fill <- TestBody  file.cc:12".
//
//   frame <offset, hexadecimal> <build id or -> <path>   leaf first; no path: code that no file is known for
//   truncated                                            the stack goes on
//   end                                                  of the stack
//
// The writer is adapters/gtest/call_sites.cc. A line that is none of these ends the work with exit code 2.
#include <cstdio>
#include <filesystem>
#include <iostream>
#include <sstream>
#include <string>

#include "base/cut_files.h"
#include "report/text/site_line.h"
#include "symbols/symbolizer.h"

namespace highwater {
namespace {

// Where this program is, for the symboliser lies beside it.
std::string own_folder() {
  std::error_code error;
  return std::filesystem::read_symlink("/proc/self/exe", error).parent_path().string();
}

bool add_frames(const std::string& line, Symbolizer& symbolizer, SiteResult& site) {
  std::istringstream words(line);
  std::string word;
  std::string build_id;
  std::string path;
  std::uint64_t offset = 0;
  if (!(words >> word >> std::hex >> offset >> build_id) || word != "frame") return false;
  std::getline(words >> std::ws, path);
  if (build_id == "-") build_id.clear();
  if (path.empty()) {
    site.frames.emplace_back(Frame{});
    return true;
  }
  for (SymbolFrame& symbol : symbolizer.resolve({path, build_id}, offset))
    site.frames.emplace_back(Frame{.function = std::move(symbol.function),
                                   .file = std::move(symbol.file),
                                   .line = symbol.line,
                                   .module = path,
                                   .offset = offset,
                                   .inlined = symbol.inlined});
  return true;
}

SiteResult begun() {
  return {};
}

Frame named(const char* function) {
  Frame frame;
  frame.function = function;
  return frame;
}

int name_all(Symbolizer& symbolizer) {
  SiteResult site = begun();
  for (std::string line; std::getline(std::cin, line);) {
    if (line == "end") {
      if (site.frames.empty()) site.frames.emplace_back(named(kUnattributedFrame));
      std::puts(describe_site(site).c_str());
      site = begun();
    } else if (line == "truncated") {
      site.frames.emplace_back(named(kTruncatedFrame));
    } else if (!add_frames(line, symbolizer, site)) {
      std::fprintf(stderr, "highwater-site-names: error: unknown line '%s'\n", line.c_str());
      return 2;
    }
  }
  return 0;
}

}  // namespace
}  // namespace highwater

int main() {
  using namespace highwater;
  survive_cut_files();
  const Expected<std::unique_ptr<Symbolizer>> symbolizer = load_symbolizer(own_folder());
  if (!symbolizer) {
    std::fprintf(stderr, "highwater-site-names: error: %s\nhint: %s\n", symbolizer.error().what.c_str(),
                 symbolizer.error().hint.c_str());
    return static_cast<int>(symbolizer.error().status);
  }
  return name_all(**symbolizer);
}
