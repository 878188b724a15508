// SPDX-License-Identifier: Apache-2.0
#include "tests/report/reader.h"

#include <gtest/gtest.h>

#include "base/file.h"
#include "base/launcher.h"

namespace highwater {
namespace {

constexpr int kNotThere = 127;  // as shells say it

}  // namespace

Opinion ask(const std::vector<std::string>& argv, const std::string& text, const std::string& package) {
  Expected<Launcher> launcher = Launcher::start();
  Expected<TemporaryDirectory> folder = TemporaryDirectory::create("highwater-reader");
  if (!launcher || !folder) {
    ADD_FAILURE() << (launcher ? folder.error().what : launcher.error().what);
    return {};
  }
  const std::string input = folder->path() + "/input";
  const std::string output = folder->path() + "/output";
  if (const Expected<void> written = write_file(input, text); !written) {
    ADD_FAILURE() << written.error().what;
    return {};
  }
  // Into a file: the outcome of a process keeps only the end of what it prints.
  ProcessSpec spec;
  spec.argv = {"/bin/sh", "-c", "exec \"$@\" >\"$0\"", output};
  spec.argv.insert(spec.argv.end(), argv.begin(), argv.end());
  spec.argv.push_back(input);
  spec.environment = current_environment();
  spec.stdio = Stdio::kCapture;
  spec.timeout = std::chrono::minutes(1);
  const Expected<ProcessOutcome> ran = launcher->run(spec);
  if (!ran) {
    ADD_FAILURE() << ran.error().what;
    return {};
  }
  Opinion opinion;
  opinion.code = ran->exit_code.value_or(-1);
  opinion.out = read_file(output).value_or("");
  opinion.err = ran->standard_error.tail;
  if (opinion.code == kNotThere)
    ADD_FAILURE() << argv[0] << " is not there: install the Debian package " << package
                  << " (./ci/prepare ci/test test)";
  return opinion;
}

}  // namespace highwater
