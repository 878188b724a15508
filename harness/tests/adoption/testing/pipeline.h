// SPDX-License-Identifier: Apache-2.0
// A pipeline of ci/, read by a real YAML parser, and the scripts in it.
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

namespace highwater {

// What libyaml reads in `path`; a failed test and null where that is no YAML.
nlohmann::json read_yaml(const std::string& path);

struct Script {
  std::string job;
  std::string step;  // its name, or before_script, script, after_script
  std::string text;
};

// In their order in each job. GitLab's scripts are lists of commands, which become the lines of one; those of
// a job that is extended are the job's, too.
std::vector<Script> github_scripts(const nlohmann::json& pipeline);
std::vector<Script> gitlab_scripts(const nlohmann::json& pipeline);

// The one of that job and step; a failed test where there is none.
std::string script_of(const std::vector<Script>& scripts, const std::string& job, const std::string& step);

// The commands in a script, each as its words, quotation marks taken off; keywords of the shell and what
// stands before them is left out.
std::vector<std::vector<std::string>> commands_in(const std::string& script);

}  // namespace highwater
