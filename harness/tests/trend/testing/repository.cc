// SPDX-License-Identifier: Apache-2.0
#include "tests/trend/testing/repository.h"

#include <gtest/gtest.h>

namespace highwater {

Repository::Repository() {
  project_.variable("HOME", project_.folder());
  for (const char* role : {"AUTHOR", "COMMITTER"}) {
    project_.variable(std::string("GIT_") + role + "_NAME", "somebody");
    project_.variable(std::string("GIT_") + role + "_EMAIL", "somebody@example.org");
  }
  EXPECT_THAT(git("init -q -b main ."), Succeeds());
  project_.write(".gitignore", "/results\n/.gitconfig\n");
}

void Repository::accept(std::int64_t peak, const std::string& reason, const std::string& scenario) {
  project_.scenario(scenario, {"allocate", std::to_string(peak), "0"});
  EXPECT_THAT(project_.update({scenario, "--reason", reason}), Succeeds());
  commit("Accept " + std::to_string(peak));
}

void Repository::commit(const std::string& subject) {
  time_ += 86400;
  for (const char* role : {"AUTHOR", "COMMITTER"})
    project_.variable(std::string("GIT_") + role + "_DATE", std::to_string(time_) + " +0000");
  project_.variable("SUBJECT", subject);
  EXPECT_THAT(project_.shell("git add -A && git commit -q -m \"$SUBJECT\""), Succeeds());
}

void Repository::edit(const std::string& scenario, const std::string& old, const std::string& text) {
  std::string baseline = project_.text(project_.baseline_path(scenario));
  const std::size_t at = baseline.find(old);
  ASSERT_NE(at, std::string::npos) << old << " in\n" << baseline;
  project_.write(project_.baseline_path(scenario), baseline.replace(at, old.size(), text));
}

Ran Repository::git(const std::string& words) {
  return project_.shell("git " + words);
}

Ran Repository::trend(const Words& arguments) {
  Words words = {"trend"};
  words.insert(words.end(), arguments.begin(), arguments.end());
  return project_.highwater(words);
}

nlohmann::json Repository::trend_json(const Words& arguments) {
  Words words = {"--json", "-"};
  words.insert(words.end(), arguments.begin(), arguments.end());
  const Ran ran = trend(words);
  EXPECT_THAT(ran, Succeeds());
  const nlohmann::json json = nlohmann::json::parse(ran.out, nullptr, false);
  if (!json.is_object() || json["scenarios"].size() != 1) {
    ADD_FAILURE() << "not one scenario:\n" << ran.out;
    return nlohmann::json::object();
  }
  return json["scenarios"][0];
}

}  // namespace highwater
