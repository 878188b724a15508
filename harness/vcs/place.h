// SPDX-License-Identifier: Apache-2.0
// Where git is asked about a folder that need not exist any more. For the other files of vcs/ alone.
#pragma once

#include <string>
#include <vector>

#include "base/error.h"
#include "base/process.h"

namespace highwater {

struct Place {
  std::string existing;  // the nearest folder that is there
  std::string rest;      // from it to the folder that is asked for; "." where that is the same
};

Place place_of(const std::string& folder);

// An error about the folder that stands in for one that is not there, in the terms of the one asked for.
Error about(const std::string& folder, const Place& place, Error error);

struct PlaceFacts {
  bool shallow = false;
  std::string
      prefix;  // that the folder's paths begin with, as git prints them from the top of the repository
};

// Errors: those of git_output() (git_command.h).
Expected<PlaceFacts> place_facts(ProcessRunner& runner, const std::string& folder, const Place& place);

std::vector<std::string> lines_of(const std::string& text);

}  // namespace highwater
