// SPDX-License-Identifier: Apache-2.0
// The helper reads everything before it writes, and one socket serves both ways: neither side waits for the
// other in the middle, and a helper that is gone makes an error of ours instead of a SIGPIPE.
#include "adapters/gtest/call_sites.h"

#include <spawn.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>

extern char** environ;

namespace highwater::adapter {
namespace {

using counting::SiteTables;

constexpr std::size_t kMostRows = 10;
constexpr std::size_t kMostNamed = 200;    // of which some are the same to a person
constexpr std::uint32_t kMostFrames = 64;  // what is printed is within the first few

std::string module_path(const SiteTables& tables, const counting::Module& module) {
  return module.path[0] != '\0' ? module.path : tables.executable;
}

std::string build_id(const counting::Module& module) {
  std::string text;
  for (std::uint32_t i = 0; i < std::min<std::size_t>(module.build_id_bytes, sizeof module.build_id); ++i) {
    char digits[3];
    std::snprintf(digits, sizeof digits, "%02x", module.build_id[i]);
    text += digits;
  }
  return text.empty() ? "-" : text;
}

std::string hexadecimal(std::uint64_t number) {
  char text[17];
  std::snprintf(text, sizeof text, "%llx", static_cast<unsigned long long>(number));
  return text;
}

struct Place {
  std::uint64_t offset = 0;
  const counting::Module* module = nullptr;  // null: none is known
};

// Leaf first; `*truncated` where the stack goes on, or its frames are not known.
std::vector<Place> places_of(const SiteTables& tables, std::uint32_t site, bool* truncated) {
  const counting::SiteStack& stack = tables.stacks[site];
  std::vector<Place> places;
  for (std::uint32_t i = 0; i < std::min(stack.depth, kMostFrames); ++i) {
    const std::uint32_t id = tables.frames[stack.first_frame + i];
    *truncated = id < counting::kFirstLocation;
    if (*truncated) break;
    const counting::Location location = tables.locations[id];
    const std::uint32_t module = counting::module_of(location);
    places.push_back({counting::offset_of(location),
                      module < tables.module_count.load() ? &tables.modules[module] : nullptr});
  }
  return places;
}

// In the words of adapters/site_names/main.cc.
std::string question(const SiteTables& tables, const std::vector<SiteChange>& changes) {
  std::string text;
  for (const SiteChange& change : changes) {
    bool truncated = false;
    for (const Place& place : places_of(tables, change.site, &truncated)) {
      text += "frame " + hexadecimal(place.offset);
      if (place.module == nullptr)
        text += " -\n";
      else
        text += " " + build_id(*place.module) + " " + module_path(tables, *place.module) + "\n";
    }
    if (truncated) text += "truncated\n";
    text += "end\n";
  }
  return text;
}

bool send_all(int socket, const std::string& text) {
  for (std::size_t sent = 0; sent < text.size();) {
    const ssize_t some = ::send(socket, text.data() + sent, text.size() - sent, MSG_NOSIGNAL);
    if (some <= 0) return false;
    sent += static_cast<std::size_t>(some);
  }
  return ::shutdown(socket, SHUT_WR) == 0;
}

std::string read_all(int socket) {
  std::string text;
  char buffer[4096];
  for (ssize_t got = 0; (got = ::read(socket, buffer, sizeof buffer)) > 0;)
    text.append(buffer, static_cast<std::size_t>(got));
  return text;
}

// Of HIGHWATER_SITE_NAMES in the environment, of the build, or in PATH.
std::string helper() {
  if (const char* const named = std::getenv("HIGHWATER_SITE_NAMES")) return named;
  return ::access(HIGHWATER_SITE_NAMES, X_OK) == 0 ? HIGHWATER_SITE_NAMES : "highwater-site-names";
}

pid_t start(const std::string& program, int socket) {
  posix_spawn_file_actions_t actions;
  ::posix_spawn_file_actions_init(&actions);
  ::posix_spawn_file_actions_adddup2(&actions, socket, STDIN_FILENO);
  ::posix_spawn_file_actions_adddup2(&actions, socket, STDOUT_FILENO);
  std::string name = program;
  char* arguments[] = {name.data(), nullptr};
  pid_t child = -1;
  const int error = ::posix_spawnp(&child, program.c_str(), &actions, nullptr, arguments, environ);
  ::posix_spawn_file_actions_destroy(&actions);
  return error == 0 ? child : -1;
}

std::vector<std::string> ask(const std::string& what) {
  int sockets[2];
  if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, sockets) != 0) return {};
  const pid_t child = start(helper(), sockets[1]);
  ::close(sockets[1]);
  std::string answer;
  if (child > 0 && send_all(sockets[0], what)) answer = read_all(sockets[0]);
  ::close(sockets[0]);
  if (child > 0) ::waitpid(child, nullptr, 0);
  std::vector<std::string> lines;
  for (std::size_t at = 0, end = 0; (end = answer.find('\n', at)) != std::string::npos; at = end + 1)
    lines.push_back(answer.substr(at, end - at));
  return lines;
}

// Where nobody names them: the innermost place outside the counting library, to be looked up by hand.
std::string place_text(const SiteTables& tables, std::uint32_t site) {
  bool truncated = false;
  for (const Place& place : places_of(tables, site, &truncated))
    if (place.module != nullptr)
      return module_path(tables, *place.module) + "+0x" + hexadecimal(place.offset);
  return "[unattributed]";
}

std::string with_commas(std::int64_t value) {
  std::string digits = std::to_string(value);
  for (std::size_t at = digits.size(); at > (value < 0 ? 4u : 3u); at -= 3) digits.insert(at - 3, ",");
  return digits;
}

std::string row(std::int64_t value, Quantity quantity, const std::string& text) {
  return "\n  " + std::string(value > 0 ? "+" : "") + amount(value, quantity) + "  " + text;
}

struct Row {
  std::string text;
  std::int64_t value = 0;
};

// Sites that read alike are one to a person: callers beyond those shown may differ, or the line's column.
std::vector<Row> merged(const std::vector<SiteChange>& changes, const std::vector<std::string>& names) {
  std::vector<Row> rows;
  for (std::size_t i = 0; i < changes.size(); ++i) {
    const auto same =
        std::find_if(rows.begin(), rows.end(), [&](const Row& known) { return known.text == names[i]; });
    if (same == rows.end())
      rows.push_back({names[i], changes[i].value});
    else
      same->value += changes[i].value;
  }
  std::stable_sort(rows.begin(), rows.end(),
                   [](const Row& a, const Row& b) { return std::abs(a.value) > std::abs(b.value); });
  return rows;
}

}  // namespace

std::string amount(std::int64_t value, Quantity quantity) {
  const char* const unit = quantity == Quantity::kAllocations ? " allocation" : " byte";
  return with_commas(value) + unit + (value == 1 ? "" : "s");
}

std::string describe_sites(const SiteTables& tables, std::vector<SiteChange> changes, std::int64_t total,
                           Quantity quantity) {
  std::stable_sort(changes.begin(), changes.end(), [](const SiteChange& a, const SiteChange& b) {
    return std::abs(a.value) > std::abs(b.value);
  });
  std::int64_t missing = total;
  for (const SiteChange& change : changes) missing -= change.value;
  std::int64_t others = 0;
  std::size_t left = changes.size() > kMostNamed ? changes.size() - kMostNamed : 0;
  for (std::size_t i = kMostNamed; i < changes.size(); ++i) others += changes[i].value;
  changes.resize(changes.size() - left);

  std::vector<std::string> names =
      changes.empty() ? std::vector<std::string>{} : ask(question(tables, changes));
  const bool is_named = names.size() == changes.size();
  if (!is_named) {
    names.clear();
    for (const SiteChange& change : changes) names.push_back(place_text(tables, change.site));
  }
  const std::vector<Row> rows = merged(changes, names);
  std::string text;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    if (i < kMostRows) {
      text += row(rows[i].value, quantity, rows[i].text);
    } else {
      others += rows[i].value;
      ++left;
    }
  }
  if (left > 0) text += row(others, quantity, "[" + std::to_string(left) + " more]");
  if (missing != 0) text += row(missing, quantity, "[unattributed]");
  if (!is_named)
    text += "\nhint: highwater-site-names is not there to name them: set HIGHWATER_SITE_NAMES to its path";
  return text;
}

}  // namespace highwater::adapter
