// SPDX-License-Identifier: Apache-2.0
#include "serve/pprof_index.h"

#include <fmt/format.h>

#include "report/html/escape.h"

namespace highwater {
namespace {

constexpr const char* kIndex = R"html(<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width,initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>/debug/pprof/</title>
</head>
<body>
<p>/debug/pprof/</p>
<p>Set debug=1 as a query parameter to read a profile as a table</p>
<p>Types of profiles available:</p>
<table>
<thead><tr><td>Count</td><td>Profile</td></tr></thead>
<tr><td>{1}</td><td><a href="/debug/pprof/allocs?debug=1{0}">allocs</a></td></tr>
<tr><td>1</td><td><a href="/debug/pprof/cmdline{2}">cmdline</a></td></tr>
<tr><td>{3}</td><td><a href="/debug/pprof/heap?debug=1{0}">heap</a></td></tr>
</table>
<p>Profile Descriptions:</p>
<ul>
<li>allocs: All allocations since call sites are recorded</li>
<li>cmdline: The command line of the program</li>
<li>heap: What is live. Set seconds=N for what became of it within so many seconds. gc is accepted and ignored: what is
live is known at any time</li>
</ul>
<p><a href="/{2}">The live page</a></p>
</body>
</html>
)html";

}  // namespace

std::string render_pprof_index(std::int64_t live_blocks, std::int64_t allocations,
                               const std::optional<std::string>& token) {
  const std::string first = token ? "?token=" + html_escape(*token) : "";
  const std::string next = token ? "&amp;token=" + html_escape(*token) : "";
  return fmt::format(kIndex, next, allocations, first, live_blocks);
}

}  // namespace highwater
