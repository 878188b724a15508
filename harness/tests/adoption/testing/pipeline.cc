// SPDX-License-Identifier: Apache-2.0
// A script is split as far as the pipelines need it: at line ends, `;`, `&&` and `||`, and at blanks outside
// quotation marks.
#include "tests/adoption/testing/pipeline.h"

#include <gtest/gtest.h>

#include <set>

#include "base/file.h"
#include "tests/gate/testing/project.h"

namespace highwater {
namespace {

using Json = nlohmann::json;

constexpr const char* kToJson = "print JSON::PP->new->canonical->encode(YAML::XS::LoadFile($ARGV[0]))";

std::string lines(const Json& commands) {
  std::string text;
  for (const Json& command : commands) text += command.get<std::string>() + "\n";
  return text;
}

bool is_assignment(const std::string& word) {
  const std::size_t equals = word.find('=');
  return equals != std::string::npos && equals > 0 && word.find_first_of("/$ ") > equals;
}

}  // namespace

Json read_yaml(const std::string& path) {
  Project project;
  project.manifest_text("{}");
  project.variable("YAML", path);
  const Ran ran =
      project.shell(std::string("perl -MYAML::XS -MJSON::PP -e '") + kToJson + "' \"$YAML\" >yaml.json");
  EXPECT_THAT(ran, Succeeds()) << path;
  return Json::parse(read_file(project.path("yaml.json")).value_or(""), nullptr, false);
}

std::vector<Script> github_scripts(const Json& pipeline) {
  std::vector<Script> scripts;
  for (const auto& [name, job] : pipeline.at("jobs").items())
    for (const Json& step : job.at("steps"))
      if (step.contains("run")) scripts.push_back({name, step.at("name"), step.at("run")});
  return scripts;
}

std::vector<Script> gitlab_scripts(const Json& pipeline) {
  std::vector<Script> scripts;
  for (const auto& [name, job] : pipeline.items()) {
    if (!job.is_object() || !job.contains("script")) continue;
    Json whole = pipeline.value(job.value("extends", ""), Json::object());
    whole.update(job);
    for (const char* step : {"before_script", "script", "after_script"})
      if (whole.contains(step)) scripts.push_back({name, step, lines(whole.at(step))});
  }
  return scripts;
}

std::string script_of(const std::vector<Script>& scripts, const std::string& job, const std::string& step) {
  for (const Script& script : scripts)
    if (script.job == job && script.step == step) return script.text;
  ADD_FAILURE() << "no step " << step << " in job " << job;
  return "exit 99";
}

std::vector<std::vector<std::string>> commands_in(const std::string& script) {
  static const std::set<std::string> kKeywords = {"if", "then", "else", "fi", "do", "done", "!"};
  std::vector<std::vector<std::string>> commands(1);
  std::string word;
  bool is_word = false;
  char quote = 0;
  const auto end_word = [&] {
    std::vector<std::string>& command = commands.back();
    if (is_word && !(command.empty() && (kKeywords.count(word) > 0 || is_assignment(word))))
      command.push_back(word);
    word.clear();
    is_word = false;
  };
  for (std::size_t i = 0; i < script.size(); ++i) {
    const char c = script[i];
    if (quote != 0) {
      if (c == quote)
        quote = 0;
      else
        word += c;
    } else if (c == '"' || c == '\'') {
      quote = c;
      is_word = true;
    } else if (c == '\n' || c == ';' || script.compare(i, 2, "&&") == 0 || script.compare(i, 2, "||") == 0) {
      end_word();
      if (c == '&' || c == '|') ++i;
      if (!commands.back().empty()) commands.emplace_back();
    } else if (c == ' ') {
      end_word();
    } else {
      word += c;
      is_word = true;
    }
  }
  end_word();
  if (commands.back().empty()) commands.pop_back();
  return commands;
}

}  // namespace highwater
