// SPDX-License-Identifier: Apache-2.0
// /proc/self/cgroup says which group this process is in, /proc/self/mountinfo where the hierarchy is mounted,
// and from which of its groups on: a container often sees no more than its own.
#include "tests/load/testing/memory_group.h"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <optional>
#include <sstream>
#include <vector>

namespace highwater {
namespace {

std::vector<std::string> split(const std::string& text, char separator) {
  std::vector<std::string> parts;
  std::istringstream stream(text);
  for (std::string part; std::getline(stream, part, separator);) parts.push_back(part);
  return parts;
}

bool contains(const std::vector<std::string>& words, const std::string& word) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

std::string first_line(const std::string& path) {
  std::ifstream file(path);
  std::string line;
  std::getline(file, line);
  return line;
}

// The kernel answers to one write, at its end.
bool write_to(const std::string& path, const std::string& text) {
  std::ofstream file(path);
  file << text << std::flush;
  return file.good();
}

// The number in a file of one, or behind `key` in a file of lines "key number"; 0 where it is not there.
std::int64_t number_in(const std::string& path, const std::string& key = "") {
  std::ifstream file(path);
  std::int64_t number = 0;
  if (key.empty()) file >> number;
  for (std::string word; !key.empty() && file >> word >> number;)
    if (word == key) return number;
  return key.empty() ? number : 0;
}

// May this user move a process into the group? To move one that does nothing is the only way to know.
bool lets_in(const std::string& door) {
  const int child = ::fork();
  if (child == 0) ::_exit(write_to(door, "0") ? 0 : 1);
  int status = 1;
  while (::waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  return child > 0 && WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

struct Hierarchy {
  bool first_version = false;
  std::string mounted;  // its folder
  std::string own;      // the folder of this process's group
};

// The hierarchy that limits memory. On a machine with both versions that is the first if it has the
// controller.
std::optional<Hierarchy> memory_hierarchy() {
  std::optional<std::string> first;
  std::optional<std::string> second;
  std::ifstream groups("/proc/self/cgroup");
  for (std::string line; std::getline(groups, line);) {  // number:controller,controller:/group
    const std::size_t controllers = line.find(':') + 1;
    const std::size_t group = line.find(':', controllers) + 1;
    const std::string names = line.substr(controllers, group - controllers - 1);
    if (contains(split(names, ','), "memory")) first = line.substr(group);
    if (names.empty()) second = line.substr(group);
  }
  const std::optional<std::string>& group = first ? first : second;
  std::ifstream mounts("/proc/self/mountinfo");
  for (std::string line; group && std::getline(mounts, line);) {
    // number parent device ROOT FOLDER options… - TYPE source OPTIONS
    const std::size_t separator = line.find(" - ");
    const std::vector<std::string> before = split(line.substr(0, separator), ' ');
    const std::vector<std::string> after = split(line.substr(separator + 3), ' ');
    const bool is_it =
        first ? after[0] == "cgroup" && contains(split(after[2], ','), "memory") : after[0] == "cgroup2";
    const std::string root = before[3] == "/" ? "" : before[3];
    // "/..": this process's group is not among those that it sees.
    if (is_it && group->rfind(root, 0) == 0 && group->find("/..") == std::string::npos)
      return Hierarchy{.first_version = first.has_value(),
                       .mounted = before[4],
                       .own = before[4] + group->substr(root.size())};
  }
  return std::nullopt;
}

}  // namespace

MemoryGroup::MemoryGroup(std::int64_t limit_bytes) {
  const std::optional<Hierarchy> hierarchy = memory_hierarchy();
  if (!hierarchy) {
    missing_ = "no control groups that limit memory are mounted";
    return;
  }
  first_version_ = hierarchy->first_version;
  missing_ = "no group above this process's limits the memory of the groups below it";
  for (std::string parent = hierarchy->own; parent.size() >= hierarchy->mounted.size();
       parent.erase(parent.rfind('/'))) {
    const bool limits =
        first_version_ || contains(split(first_line(parent + "/cgroup.subtree_control"), ' '), "memory");
    if (limits && make(parent, limit_bytes)) return;
  }
}

bool MemoryGroup::make(const std::string& parent, std::int64_t limit_bytes) {
  folder_ = parent + "/highwater-test-" + std::to_string(::getpid());
  if (::mkdir(folder_.c_str(), 0755) != 0) {
    missing_ = folder_ + ": " + std::strerror(errno);
    folder_.clear();
    return false;
  }
  missing_.clear();
  // Where there is swap the shortage would be the disk's.
  write_to(folder_ + (first_version_ ? "/memory.swappiness" : "/memory.swap.max"), "0");
  const std::string limit = folder_ + (first_version_ ? "/memory.limit_in_bytes" : "/memory.max");
  if (!write_to(limit, std::to_string(limit_bytes)))
    missing_ = limit + " cannot be written";
  else if (!lets_in(door()))
    missing_ = door() + " does not let a process in";
  return true;
}

MemoryGroup::~MemoryGroup() {
  if (folder_.empty()) return;
  // What has been killed is in it for a moment yet.
  for (int i = 0; i < 1000 && ::rmdir(folder_.c_str()) != 0 && errno == EBUSY; ++i) ::usleep(10000);
  EXPECT_NE(::access(folder_.c_str(), F_OK), 0) << folder_ << " is left behind";
}

std::int64_t MemoryGroup::shortages() const {
  return first_version_ ? number_in(folder_ + "/memory.failcnt")
                        : number_in(folder_ + "/memory.events", "max");
}

std::int64_t MemoryGroup::kills() const {
  return number_in(folder_ + (first_version_ ? "/memory.oom_control" : "/memory.events"), "oom_kill");
}

}  // namespace highwater
