// SPDX-License-Identifier: Apache-2.0
// `highwater doctor`: what works on this machine and what is missing.
#include <fmt/format.h>

#include "cli/commands.h"
#include "gate/doctor.h"

namespace highwater {
namespace {

std::string render(const Finding& finding, bool color) {
  std::string grade;
  switch (finding.grade) {
    case Finding::Grade::kOk:
      grade = paint("ok     ", Color::kGreen, color);
      break;
    case Finding::Grade::kHint:
      grade = paint("hint   ", Color::kYellow, color);
      break;
    case Finding::Grade::kMissing:
      grade = paint("MISSING", Color::kRed, color);
      break;
  }
  std::string text = fmt::format("{}  {}: {}\n", grade, finding.subject, printable(finding.detail));
  if (!finding.hint.empty()) text += fmt::format("         hint: {}\n", printable(finding.hint));
  return text;
}

ExitStatus examine_and_print(Session& session) {
  InstalledProbes probes(session.runner(), library_folder());
  const std::vector<Finding> findings = examine(session.runner(), probes);
  std::string text;
  for (const Finding& finding : findings) text += render(finding, session.color_out());
  return session.print(text, status_of(findings));
}

}  // namespace

void add_doctor(CLI::App& app, Session& session, Action& action) {
  CLI::App* command = app.add_subcommand("doctor", "what works on this machine and what is missing");
  add_common(*command, session);
  command->callback([&action] { action = examine_and_print; });
}

}  // namespace highwater
