// SPDX-License-Identifier: Apache-2.0
// The pipelines of ci/: well formed, made of commands, flags and packages that exist, and their steps do what
// they say when a shell runs them.
#include <gtest/gtest.h>

#include <filesystem>
#include <set>
#include <sstream>

#include "tests/adoption/testing/accept.h"
#include "tests/adoption/testing/pipeline.h"
#include "tests/gate/testing/project.h"

namespace highwater {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::json;
using testing::HasSubstr;
using testing::Not;

constexpr const char* kGitHub = HIGHWATER_TEST_ROOT "/ci/github-actions.yml";
constexpr const char* kGitLab = HIGHWATER_TEST_ROOT "/ci/gitlab-ci.yml";

std::vector<Script> all_scripts() {
  std::vector<Script> scripts = github_scripts(read_yaml(kGitHub));
  for (Script& script : gitlab_scripts(read_yaml(kGitLab))) scripts.push_back(std::move(script));
  return scripts;
}

TEST(Pipelines, TheSplitterFindsCommands) {
  using Commands = std::vector<std::vector<std::string>>;
  EXPECT_EQ(commands_in("a=1\nif [ -n \"$X\" ]; then\n  b 'c d' || code=$?\nfi\n\"$H\" e && f"),
            (Commands{{"[", "-n", "$X", "]"}, {"b", "c d"}, {"$H", "e"}, {"f"}}));
  EXPECT_EQ(commands_in(""), Commands{});
}

TEST(Pipelines, TextThatIsNoYamlIsFound) {
  Project project;
  project.write("bad.yml", "a: [1\n");
  EXPECT_NE(project.shell("perl -MYAML::XS -e 'YAML::XS::LoadFile(shift)' bad.yml").code, 0);
}

TEST(Pipelines, EveryGitHubJobIsWhole) {
  const Json pipeline = read_yaml(kGitHub);
  ASSERT_TRUE(pipeline.is_object());
  for (const char* key : {"name", "on", "permissions", "env", "jobs"})
    EXPECT_TRUE(pipeline.contains(key)) << key;
  std::set<std::string> names;
  for (const auto& [name, job] : pipeline.at("jobs").items()) {
    names.insert(name);
    EXPECT_TRUE(job.contains("runs-on")) << name;
    if (job.contains("needs")) {
      EXPECT_TRUE(pipeline.at("jobs").contains(job.at("needs").get<std::string>())) << name;
    }
    for (const Json& step : job.at("steps")) {
      EXPECT_NE(step.contains("run"), step.contains("uses")) << step;
      if (step.contains("uses")) {
        EXPECT_THAT(step.at("uses").get<std::string>(), testing::MatchesRegex("actions/[a-z-]+@v[0-9]+"));
      }
    }
  }
  EXPECT_EQ(names, (std::set<std::string>{"gate", "report", "self-test", "review"}));
  const Json& parts = pipeline.at("jobs").at("gate").at("strategy").at("matrix").at("part");
  EXPECT_EQ(parts.size(), pipeline.at("env").at("PARTS").get<std::size_t>());
}

TEST(Pipelines, EveryGitLabJobIsWhole) {
  const Json pipeline = read_yaml(kGitLab);
  ASSERT_TRUE(pipeline.is_object());
  std::set<std::string> names;
  for (const auto& [name, job] : pipeline.items()) {
    if (!job.is_object() || !job.contains("script")) continue;
    names.insert(name);
    EXPECT_TRUE(pipeline.contains(job.at("extends").get<std::string>())) << name;
    const Json& stages = pipeline.at("stages");
    EXPECT_NE(std::find(stages.begin(), stages.end(), job.at("stage")), stages.end()) << name;
    if (job.contains("needs")) {
      for (const Json& need : job.at("needs"))
        EXPECT_TRUE(pipeline.contains(need.at("job").get<std::string>())) << name;
    }
  }
  EXPECT_EQ(names,
            (std::set<std::string>{"memory:gate", "memory:report", "memory:self-test", "memory:review"}));
}

TEST(Pipelines, EveryScriptIsOneForTheShell) {
  Project project;
  for (const Script& script : all_scripts()) {
    project.write("script", script.text);
    EXPECT_THAT(project.shell("sh -n script"), Succeeds()) << script.job << ", " << script.step;
  }
}

// `highwater X --flag …`: X is a subcommand, and has the flag.
TEST(Pipelines, EveryHighwaterCommandExists) {
  Project project;
  int found = 0;
  for (const Script& script : all_scripts()) {
    for (const std::vector<std::string>& words : commands_in(script.text)) {
      if (words.front() != "$HIGHWATER") continue;
      ++found;
      ASSERT_GT(words.size(), 1u);
      const Ran help = project.highwater({"help", words[1]});
      ASSERT_THAT(help, Succeeds()) << words[1];
      for (const std::string& word : words)
        if (word.rfind("--", 0) == 0) {
          EXPECT_THAT(help.out, HasSubstr("  " + word + " ")) << words[1];
        }
    }
  }
  EXPECT_EQ(found, 8);  // four jobs in each
}

std::set<std::string> packages_of(const std::string& text) {
  std::istringstream words(text);
  return {std::istream_iterator<std::string>(words), std::istream_iterator<std::string>()};
}

// What a script calls is a command of this system, or is installed before.
TEST(Pipelines, EveryOtherCommandExists) {
  Project project;
  const std::set<std::string> packages = packages_of(read_yaml(kGitHub).at("env").at("PACKAGES"));
  for (const Script& script : all_scripts())
    for (const std::vector<std::string>& words : commands_in(script.text)) {
      if (words.front() == "$HIGHWATER" || packages.count(words.front()) > 0) continue;
      EXPECT_THAT(project.shell("command -v " + words.front()), Succeeds())
          << script.job << ": " << words.front();
    }
}

// What ci/packages says that Highwater is built of, without what only its own scenarios need.
TEST(Pipelines, WhatHighwaterNeedsIsInstalled) {
  std::set<std::string> needed;
  std::istringstream list(*read_file(HIGHWATER_TEST_ROOT "/ci/packages"));
  for (std::string line; std::getline(list, line);) {
    std::istringstream words(line);
    std::string set;
    std::string package;
    std::string reason;
    words >> set >> package >> reason;
    if (set == "gate" && reason != "scenario" && reason != "scenarios:" && package != "libc6-dev")
      needed.insert(package);
  }
  ASSERT_GT(needed.size(), 10u);
  for (const char* path : {kGitHub, kGitLab}) {
    const Json pipeline = read_yaml(path);
    std::set<std::string> installed =
        packages_of(pipeline.at(pipeline.contains("env") ? "env" : "variables").at("PACKAGES"));
    for (const std::string& package : needed)
      EXPECT_EQ(installed.erase(package), 1u) << path << ": " << package;
    EXPECT_EQ(installed, (std::set<std::string>{"ca-certificates", "curl"})) << path;
  }
}

// Paths that the pipelines count on: a build of Highwater puts its command there.
TEST(Pipelines, ThePathOfTheCommandIsTheBuilds) {
  for (const char* path : {kGitHub, kGitLab}) {
    const Json pipeline = read_yaml(path);
    const Json& values = pipeline.at(pipeline.contains("env") ? "env" : "variables");
    const std::string command = values.at("HIGHWATER");
    EXPECT_EQ(command, values.at("BUILD").get<std::string>() + "/bin/highwater");
    EXPECT_THAT(std::string(HIGHWATER_TEST_COMMAND), testing::EndsWith("/bin/highwater"));
    EXPECT_EQ(values.at("MANIFEST"), values.at("BUILD").get<std::string>() + "/highwater.json");
  }
}

// A project on a CI server, as far as the scripts see it.
class OnAServer : public testing::Test {
 protected:
  OnAServer() {
    project_.scenario("a", {"allocate", "100000", "4000"});
    project_.scenario("b", {"allocate", "50000", "4000"});
    project_.manifest()["results"] = "build/highwater-results";
    project_.variable("HOME", project_.folder());
    project_.variable("BUILD", "build");
    project_.variable("MANIFEST", "highwater.json");
    accept_once(project_);
    git("git init -q -b main . && git config user.name N && git config user.email n@example.com && "
        "git add highwater.json baselines && git commit -qm first && git update-ref refs/remotes/origin/main "
        "HEAD");
  }
  void git(const std::string& commands) { ASSERT_THAT(project_.shell(commands), Succeeds()); }
  // As the servers run a step: it ends with the first command that fails.
  Ran step(const std::string& script) {
    project_.write("step", script);
    return project_.shell("exec sh -e step");
  }

  Project project_;
};

class OnGitHub : public OnAServer {
 protected:
  OnGitHub() { project_.variable("GITHUB_STEP_SUMMARY", project_.path("summary.md")); }
  Ran gate(int part) {
    project_.variable("SHARD", std::to_string(part) + "/2");
    Ran ran = step(script_of(scripts_, "gate", "Gate"));
    // Uploaded here, downloaded in the next job.
    const std::string artifact = project_.path("highwater-results/highwater-results-" + std::to_string(part));
    fs::create_directories(project_.path("highwater-results"));
    fs::rename(project_.path("build/highwater-results"), artifact);
    return ran;
  }
  Ran report() { return step(script_of(scripts_, "report", "Report")); }
  std::string summary() { return project_.text(project_.path("summary.md")); }

  std::vector<Script> scripts_ = github_scripts(read_yaml(kGitHub));
};

TEST_F(OnGitHub, AGoodChangePasses) {
  fs::remove_all(project_.path("build"));
  EXPECT_THAT(gate(1), Succeeds());
  EXPECT_THAT(gate(2), Succeeds());
  EXPECT_THAT(report(), Succeeds());
  EXPECT_THAT(summary(), HasSubstr("2"));
  for (const char* file : {"highwater.html", "highwater.xml"})
    EXPECT_TRUE(fs::exists(project_.path(file))) << file;
  EXPECT_FALSE(fs::exists(project_.path("highwater-proposal/proposal.patch")));
}

TEST_F(OnGitHub, ARegressionFailsWithAnAnnotationAndAProposal) {
  fs::remove_all(project_.path("build"));
  project_.scenario("a", {"allocate", "200000", "4000"});
  const Ran failed = gate(1);
  EXPECT_EQ(failed.code, 1) << testing::PrintToString(failed);
  EXPECT_THAT(failed.out, HasSubstr("::error "));
  EXPECT_THAT(files_below(project_.path("highwater-proposal")), Not(testing::IsEmpty()));
  EXPECT_THAT(gate(2), Succeeds());
  EXPECT_THAT(report(), Succeeds());  // it is the gate that fails
  EXPECT_THAT(summary(), HasSubstr("regression"));
}

TEST_F(OnGitHub, ALostPartFailsTheReport) {
  fs::remove_all(project_.path("build"));
  EXPECT_THAT(gate(2), Succeeds());
  EXPECT_THAT(report(), Says(ExitStatus::kUsage, "shard 1 of 2 is missing"));
  EXPECT_THAT(summary(), HasSubstr("shard 1 of 2 is missing"));
}

TEST_F(OnGitHub, TheSelfTestRuns) {
  EXPECT_THAT(step(script_of(scripts_, "self-test", "Self-test")), Succeeds());
}

TEST_F(OnGitHub, TheReviewFailsOnWhatNobodyExplained) {
  project_.variable("GITHUB_BASE_REF", "main");
  const std::string review = script_of(scripts_, "review", "Review");
  EXPECT_THAT(step(review), Succeeds());
  std::string baseline = project_.text(project_.baseline_path("a"));
  const std::size_t peak = baseline.find("\"value\"", baseline.find("\"peak_bytes\""));
  project_.write(project_.baseline_path("a"), baseline.replace(baseline.find("100000", peak), 6, "900000"));
  git("git commit -qam larger");
  EXPECT_THAT(step(review), Says(ExitStatus::kRegression, "no measurement"));
  EXPECT_THAT(summary(), HasSubstr("a"));
}

class OnGitLab : public OnAServer {
 protected:
  Ran gate(int part) {
    project_.variable("CI_NODE_INDEX", std::to_string(part));
    project_.variable("CI_NODE_TOTAL", "2");
    Ran ran = step(script_of(scripts_, "memory:gate", "script"));
    EXPECT_THAT(step(script_of(scripts_, "memory:gate", "after_script")), Succeeds());
    fs::remove_all(project_.path("build"));  // of another machine
    return ran;
  }
  std::vector<Script> scripts_ = gitlab_scripts(read_yaml(kGitLab));
};

TEST_F(OnGitLab, TheStagesGateAndReport) {
  fs::remove_all(project_.path("build"));
  EXPECT_THAT(gate(1), Succeeds());
  EXPECT_THAT(step(script_of(scripts_, "memory:report", "script")),
              Says(ExitStatus::kUsage, "shard 2 of 2 is missing"));
  EXPECT_THAT(gate(2), Succeeds());
  EXPECT_THAT(step(script_of(scripts_, "memory:report", "script")), Succeeds());
  EXPECT_TRUE(fs::exists(project_.path("highwater.xml")));
  EXPECT_THAT(step(script_of(scripts_, "memory:self-test", "script")), Succeeds());
  project_.variable("CI_MERGE_REQUEST_DIFF_BASE_SHA", "origin/main");
  EXPECT_THAT(step(script_of(scripts_, "memory:review", "script")), Succeeds());
  project_.scenario("b", {"allocate", "90000", "4000"});
  EXPECT_EQ(gate(1).code.value_or(-1) + gate(2).code.value_or(-1), 1);
}

// What `init` makes of them.
TEST(Pipelines, InitsFilesAreTheseWithTheProjectsPaths) {
  struct Made {
    const char* server;
    const char* file;
    const char* original;
  };
  constexpr Made kMade[] = {{"github", ".github/workflows/highwater.yml", kGitHub},
                            {"gitlab", ".gitlab/highwater.yml", kGitLab}};
  for (const auto& [server, file, original] : kMade) {
    Project project;
    project.manifest_text("{}");
    fs::remove(project.path("highwater.json"));
    ASSERT_THAT(project.shell("mkdir -p \"it's out\" && printf 'int main(void) { return 0; }' >p.c && cc p.c "
                              "-o \"it's out/one\""),
                Succeeds());
    ASSERT_THAT(project.highwater({"init", "it's out", "--ci", server}), Succeeds());
    const Json made = read_yaml(project.path(file));
    Json expected = read_yaml(original);
    Json& values = expected.at(expected.contains("env") ? "env" : "variables");
    values["BUILD"] = "it's out";
    values["MANIFEST"] = "highwater.json";
    values["HIGHWATER"] = "highwater";
    if (values.contains("PARTS")) {
      values["PARTS"] = made.at("env").at("PARTS");  // 1, as perl has it
      EXPECT_EQ(made.at("env").at("PARTS").dump().find('2'), std::string::npos);
      expected["jobs"]["gate"]["strategy"]["matrix"]["part"].erase(1);
    } else {
      expected["memory:gate"]["parallel"] = made.at("memory:gate").at("parallel");
      EXPECT_EQ(made.at("memory:gate").at("parallel").dump().find('2'), std::string::npos);
    }
    EXPECT_EQ(made, expected) << server;
  }
}

}  // namespace
}  // namespace highwater
