// SPDX-License-Identifier: Apache-2.0
#include "tests/gate/testing/project.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "result/json.h"

namespace highwater {
namespace {

using Json = nlohmann::json;

constexpr const char* kProfile = "linux-test";

Words concatenated(Words first, const Words& rest) {
  first.insert(first.end(), rest.begin(), rest.end());
  return first;
}

}  // namespace

Words fixture(const Words& arguments) {
  return concatenated({HIGHWATER_TEST_FIXTURE}, arguments);
}

Project::Project()
    : outer_(TemporaryDirectory::create("highwater-e2e").value()),
      folder_(outer_.path() + "/project"),
      launcher_(Launcher::start().value()),
      environment_{"PATH=/usr/local/bin:/usr/bin:/bin", "HOME=/",
                   std::string("HIGHWATER=") + HIGHWATER_TEST_COMMAND,
                   std::string("FIXTURE=") + HIGHWATER_TEST_FIXTURE} {
  EXPECT_TRUE(make_directories(folder_));
  manifest_ = {{"schema", 1},
               {"profile", kProfile},
               {"baselines", "baselines"},
               {"results", "results"},
               {"scenarios", Json::array()}};
}

std::string Project::baseline_path(const std::string& scenario) const {
  return path(std::string("baselines/") + kProfile + "/" + scenario + ".json");
}

std::string Project::result_path(const std::string& scenario, const std::string& probe) const {
  return path("results/" + scenario + "." + probe + ".json");
}

Json& Project::scenario_command(const std::string& name, const Words& command) {
  Json& scenarios = manifest_["scenarios"];
  for (Json& known : scenarios) {
    if (known["name"] != name) continue;
    known["command"] = command;
    return known;
  }
  scenarios.push_back({{"name", name}, {"command", command}});
  return scenarios.back();
}

Json& Project::scenario(const std::string& name, const Words& fixture_arguments) {
  return scenario_command(name, fixture(fixture_arguments));
}

void Project::manifest_text(const std::string& text) {
  by_hand_ = true;
  write("highwater.json", text);
}

void Project::variable(const std::string& name, const std::string& value) {
  const std::string prefix = name + "=";
  std::erase_if(environment_, [&](const std::string& entry) { return entry.rfind(prefix, 0) == 0; });
  environment_.push_back(prefix + value);
}

Ran Project::highwater(const Words& arguments) {
  return run(concatenated({HIGHWATER_TEST_COMMAND}, arguments));
}

Ran Project::check(const Words& arguments) {
  return highwater(concatenated({"check"}, arguments));
}

Ran Project::update(const Words& arguments) {
  return highwater(concatenated({"update"}, arguments));
}

Ran Project::shell(const std::string& script) {
  return run({"/bin/sh", "-c", script});
}

Ran Project::run(const Words& argv) {
  write_manifest();
  ProcessSpec spec;
  spec.argv = argv;
  spec.environment = environment_;
  spec.working_directory = folder_;
  spec.stdio = Stdio::kCapture;
  spec.group = ProcessGroup::kOwn;
  spec.timeout = std::chrono::minutes(4);
  const Expected<ProcessOutcome> outcome = launcher_.run(spec);
  if (!outcome) {
    ADD_FAILURE() << outcome.error().what;
    return {};
  }
  return {.code = outcome->exit_code,
          .out = outcome->standard_output.tail,
          .err = outcome->standard_error.tail,
          .elapsed = outcome->elapsed,
          .peak_rss_bytes = outcome->peak_rss_bytes.value_or(0)};
}

std::unique_ptr<Background> Project::start(const Words& arguments) {
  write_manifest();
  return std::make_unique<Background>(concatenated({HIGHWATER_TEST_COMMAND}, arguments), environment_,
                                      folder_);
}

void Project::accept() {
  EXPECT_THAT(update({"--reason", "first numbers"}), Succeeds());
}

void Project::write_manifest() const {
  if (!by_hand_) write("highwater.json", manifest_.dump(2) + "\n");
}

std::string Project::text(const std::string& file) const {
  const Expected<std::string> text = read_file(file);
  if (text) return *text;
  ADD_FAILURE() << text.error().what;
  return {};
}

void Project::write(const std::string& file, const std::string& text) const {
  const Expected<void> written = write_file(file.front() == '/' ? file : path(file), text);
  EXPECT_TRUE(written) << written.error().what;
}

void Project::remove(const std::string& name) {
  Json& scenarios = manifest_["scenarios"];
  scenarios.erase(std::remove_if(scenarios.begin(), scenarios.end(),
                                 [&](const Json& scenario) { return scenario["name"] == name; }),
                  scenarios.end());
}

Measurement Project::result(const std::string& scenario, const std::string& probe) const {
  const std::string file = result_path(scenario, probe);
  const Expected<Measurement> measurement = measurement_from_json(text(file), file);
  if (measurement) return *measurement;
  ADD_FAILURE() << measurement.error().what;
  return {};
}

}  // namespace highwater
