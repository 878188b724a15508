// SPDX-License-Identifier: Apache-2.0
#include "probe/massif_command.h"

#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <optional>
#include <string_view>

#include "probe/environment_list.h"
#include "probe/shim/massif_wire.h"

namespace highwater {
namespace {

constexpr const char* kDefaultPath = "/usr/local/bin:/usr/bin:/bin";

bool is_program(const std::string& path) {
  struct stat status {};
  return ::stat(path.c_str(), &status) == 0 && S_ISREG(status.st_mode) && ::access(path.c_str(), X_OK) == 0;
}

std::string in_folder(const std::string& path, const std::string& folder) {
  return path.starts_with('/') || folder.empty() ? path : folder + "/" + path;
}

std::optional<std::string> find_in_path(const std::string& program,
                                        const std::vector<std::string>& environment,
                                        const std::string& working_directory) {
  const std::string path = get_variable(environment, "PATH").value_or(kDefaultPath);
  std::string_view rest = path;
  for (;;) {
    const std::size_t colon = rest.find(':');
    const std::string entry(rest.substr(0, colon));
    // An empty entry is the working directory.
    const std::string found = (entry.empty() ? "." : entry) + "/" + program;
    if (is_program(in_folder(found, working_directory))) return found;
    if (colon == std::string_view::npos) return std::nullopt;
    rest.remove_prefix(colon + 1);
  }
}

}  // namespace

Expected<Program> find_program(const std::string& name, const std::vector<std::string>& environment,
                               const std::string& working_directory) {
  const auto refuse = [&](int error_number, const char* hint) {
    return fail_errno(error_number, "exec", name, hint);
  };
  std::string path = name;
  if (name.find('/') == std::string::npos)
    path = find_in_path(name, environment, working_directory).value_or("");
  struct stat status {};
  Program program;
  program.path = in_folder(path, working_directory);
  if (path.empty() || ::stat(program.path.c_str(), &status) != 0)
    return refuse(path.empty() ? ENOENT : errno, "is it built, and is the name or path right?");
  if (!is_program(program.path)) return refuse(EACCES, "it is not executable for this user (chmod +x)");
  program.facts = inspect_executable(program.path);
  if (!program.facts.interpreter.empty()) {
    program.facts = inspect_executable(program.facts.interpreter);
  } else if (!program.facts.is_elf) {
    return refuse(ENOEXEC, "it is neither a program nor a script with a #! line");
  }
  return program;
}

Expected<std::string> find_valgrind(const std::vector<std::string>& environment) {
  const std::optional<std::string> found = find_in_path("valgrind", environment, "");
  if (!found) return fail(ExitStatus::kProbe, "valgrind: not found in PATH", "apt-get install valgrind");
  // Debian's is a script that sets LD_LIBRARY_PATH and GLIBCXX_FORCE_NEW, which the program would see, and
  // then runs this:
  const std::string program = *found + ".bin";
  return is_program(program) ? program : *found;
}

std::vector<std::string> massif_command(const std::string& valgrind, const std::string& folder,
                                        const std::vector<std::string>& command) {
  std::vector<std::string> argv = {
      valgrind,
      "--command-line-only=yes",  // not VALGRIND_OPTS nor ~/.valgrindrc: --stacks=yes there would change
                                  // every number
      "--tool=massif",
      "--trace-children=no",            // children are not measured
      "--child-silent-after-fork=yes",  // and do not write into the log
      "--vgdb=no",
      "--run-libc-freeres=no",  // what the program retains is what it retains
      "--run-cxx-freeres=no",
      "--peak-inaccuracy=0",
      "--threshold=0",
      "--heap-admin=0",
      "--time-unit=B",
      "--max-snapshots=1000",     // the more, the longer massif keeps every event, and the peak is exact
      "--detailed-freq=1000000",  // trees of peaks alone
      "--depth=1",                // nobody reads stacks here
      "--stats=yes",
      "--xtree-memory=full",
      "--xtree-memory-file=" + folder +
          "/xtree.%p.ms",  // without %p a forked child would replace its parent's
      "--massif-out-file=" + folder + "/massif.%p",
      "--log-file=" + folder + "/log",
  };
  argv.insert(argv.end(), command.begin(), command.end());
  return argv;
}

std::vector<std::string> massif_environment(std::vector<std::string> environment, const std::string& folder) {
  add_preload(environment, folder + "/" + kMassifShimLink);
  set_variable(environment, kMassifDirectoryVariable, folder);
  return environment;
}

}  // namespace highwater
