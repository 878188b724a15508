// SPDX-License-Identifier: Apache-2.0
// The flags of `run` for a command that is served over HTTP while it runs.
#pragma once

#include <CLI/CLI.hpp>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/error.h"
#include "cli/session.h"
#include "serve/live_server.h"

namespace highwater {

struct ServeFlags {
  std::string address;  // empty: not served
  std::string token_file;
  std::string baseline;

  bool any() const { return !address.empty(); }
};

void add_serve_flags(CLI::App& command, ServeFlags& flags);

// Errors (kUsage): flags for --serve without it.
Expected<void> check_serve_flags(const ServeFlags& flags);

// What else the page is to know: the limit that `run` itself holds the command to, and whether there is a
// place for snapshots.
struct ServedRun {
  std::vector<std::string> command;
  std::optional<std::int64_t> fail_above_bytes;
  bool can_snapshot = false;
};

// The server, before anything runs. REQUIRES: flags.any().
Expected<std::unique_ptr<LiveServer>> open_server(Session& session, const ServeFlags& flags,
                                                  const ServedRun& run);

}  // namespace highwater
