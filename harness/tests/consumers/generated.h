// SPDX-License-Identifier: Apache-2.0
// What `highwater generate` writes, in a project of two scenarios, and what the tests compare it with: the
// help that CLI11 makes of the flags by itself, and the screen of `highwater -h`, which was written by hand.
#pragma once

#include <set>
#include <string>

#include "tests/gate/testing/project.h"

namespace highwater {

using Names = std::set<std::string>;

class Generated {
 public:
  Generated();

  // The project has cache/large and cache/small in its manifest, and other/one in other.json.
  Project& project() { return project_; }
  std::string path(const std::string& file) const { return project_.path("share/" + file); }
  std::string text(const std::string& file) const { return project_.text(path(file)); }
  static std::string man_page(const std::string& name) { return "man/man1/" + name + ".1"; }

  Names subcommands();
  Names flags_of(const std::string& subcommand);

 private:
  Project project_;
};

// The lines of a text.
Names lines_of(const std::string& text);

}  // namespace highwater
