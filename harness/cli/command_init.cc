// SPDX-License-Identifier: Apache-2.0
// `highwater init`: a project's first manifest, baselines and CI file.
#include <fmt/format.h>

#include "base/file.h"
#include "cli/commands.h"
#include "gate/init.h"

namespace highwater {
namespace {

struct InitFlags {
  std::string build_folder;
  std::string ci = "auto";
  std::string profile;
};

CiServer server_of(const std::string& word, const std::string& project) {
  if (word == "github") return CiServer::kGitHub;
  if (word == "gitlab") return CiServer::kGitLab;
  return word == "none" ? CiServer::kNone : ci_server_of(project);
}

std::string render(const InitReport& report, CiServer ci) {
  std::string text;
  for (const std::string& why : report.left_out) text += fmt::format("left out  {}\n", printable(why));
  for (const std::string& name : report.scenarios) text += fmt::format("scenario  {}\n", name);
  for (const std::string& path : report.written) text += fmt::format("wrote     {}\n", path);
  text +=
      "\nnext: highwater check    then commit these files; the numbers are those of this compiler and these "
      "libraries\n";
  if (ci == CiServer::kGitLab) text += "      add to .gitlab-ci.yml: include: .gitlab/highwater.yml\n";
  if (ci != CiServer::kNone)
    text += "      and look at the first lines of the CI file: where it gets highwater from\n";
  return text;
}

ExitStatus init_and_print(Session& session, const InitFlags& flags) {
  const Expected<std::string> project = working_directory();
  if (!project) return session.report(project.error());
  const CiServer ci = server_of(flags.ci, *project);
  InstalledProbes probes(session.runner(), library_folder());
  const Expected<InitReport> report =
      init(session.runner(), probes,
           {.project = *project, .build_folder = flags.build_folder, .profile = flags.profile, .ci = ci},
           session.progress());
  if (!report) return session.report(report.error());
  session.clear_progress();
  return session.print(render(*report, ci), ExitStatus::kOk);
}

}  // namespace

void add_init(CLI::App& app, Session& session, Action& action) {
  CLI::App* command = app.add_subcommand("init", "first manifest, baselines and CI file of a built project");
  add_common(*command, session);
  const auto flags = std::make_shared<InitFlags>();
  command->add_option("BUILD", flags->build_folder, "the folder in which the project was built")->required();
  command->add_option("--ci", flags->ci, "github, gitlab or none (default: by what is in this folder)")
      ->check(CLI::IsMember({"auto", "github", "gitlab", "none"}));
  command->add_option("--profile", flags->profile, "key of the baselines (default linux and the processor)");
  command->callback(
      [&action, flags] { action = [flags](Session& at_run) { return init_and_print(at_run, *flags); }; });
}

}  // namespace highwater
