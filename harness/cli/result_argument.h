// SPDX-License-Identifier: Apache-2.0
// Result files as arguments, and the flags that say which of their sites are meant. Shared by `top`, `diff`
// and `export`.
#pragma once

#include <CLI/CLI.hpp>
#include <optional>
#include <string>

#include "base/error.h"
#include "report/function_table.h"
#include "report/text/top.h"
#include "result/measurement.h"

namespace highwater {

Expected<Measurement> load_result(const std::string& path);

// A result and what of it a table shows.
struct LoadedSites {
  Measurement measurement;
  SiteProfile profile;
  std::string part;  // "whole process", "region download"
};
Expected<LoadedSites> load_sites(const std::string& path, const std::optional<std::string>& region);

// The flags of `top` and `diff`.
struct TopFlags {
  std::size_t most_rows = 20;
  std::string by = "peak";
  bool cum = false;
  std::string unit = "minimum";
  std::optional<std::string> region;
};
void add_top_flags(CLI::App& command, TopFlags& flags);
FunctionTableOptions table_options(const TopFlags& flags);
TopTextOptions text_options(const TopFlags& flags, std::string subject, bool color);

// --by and --region, alone.
void add_by(CLI::App& command, std::string& by);
void add_region(CLI::App& command, std::optional<std::string>& region);
// REQUIRES: a word that add_by lets through.
By by_named(const std::string& word);

}  // namespace highwater
