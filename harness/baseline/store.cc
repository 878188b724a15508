// SPDX-License-Identifier: Apache-2.0
#include "baseline/store.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>

#include <algorithm>
#include <cerrno>
#include <filesystem>
#include <system_error>

#include "base/file.h"
#include "base/path_name.h"
#include "baseline/baseline_json.h"
#include "baseline/digest.h"

namespace highwater {
namespace {

namespace fs = std::filesystem;

constexpr const char* kExtension = ".json";

std::string file_of(const std::string& root, const std::string& profile, const std::string& scenario) {
  return (fs::path(root) / profile / (scenario + kExtension)).string();
}

// Something has that name, be it a link to nowhere: reading it will say what is wrong.
bool is_there(const std::string& path) {
  std::error_code error;
  return fs::symlink_status(path, error).type() != fs::file_type::not_found;
}

// The baseline files below `folder`, as scenario names, sorted. None where there is no such folder.
Expected<std::vector<std::string>> names_in(const fs::path& folder) {
  std::vector<std::string> names;
  if (!is_there(folder.string())) return names;
  std::error_code error;
  fs::recursive_directory_iterator entry(folder, fs::directory_options::follow_directory_symlink, error);
  while (!error && entry != fs::recursive_directory_iterator()) {
    if (entry->path().extension() == kExtension && !entry->is_directory(error)) {
      const fs::path relative = entry->path().lexically_relative(folder);
      names.push_back((relative.parent_path() / relative.stem()).string());
    }
    if (!error) entry.increment(error);
  }
  if (error) return fail_errno(error.value(), "read", folder.string());
  std::sort(names.begin(), names.end());
  return names;
}

std::string update_command(const std::string& scenario) {
  return fmt::format("highwater update {} --reason \"first numbers\"", scenario);
}

// A number that no measurement made guards nothing, whichever way it was moved.
tl::unexpected<Error> fail_edited(const std::string& path, const std::string& scenario) {
  return fail(ExitStatus::kBaseline,
              fmt::format("{}: no measurement made these numbers: they do not fit the digest of the file, so "
                          "they were edited by hand, or merged from two branches",
                          path),
              fmt::format("git checkout brings the measured ones back; highwater update {} --reason \"…\" "
                          "measures new ones",
                          scenario));
}

}  // namespace

std::string BaselineStore::path_of(const std::string& scenario) const {
  return file_of(root_, profile_, scenario);
}

Expected<std::optional<Baseline>> BaselineStore::find(const std::string& scenario) const {
  const std::string path = path_of(scenario);
  if (const std::string problem = path_name_problem(scenario, Segments::kMany); !problem.empty())
    return fail(ExitStatus::kUsage, problem);
  if (!is_there(path)) return std::optional<Baseline>();
  HIGHWATER_TRY(const std::string text, read_file(path));
  HIGHWATER_TRY(Baseline baseline,
                baseline_from_json(text, path, {.profile = profile_, .scenario = scenario}));
  return std::optional<Baseline>(std::move(baseline));
}

Expected<Baseline> BaselineStore::load(const std::string& scenario) const {
  HIGHWATER_TRY(std::optional<Baseline> baseline, find(scenario));
  if (baseline && is_edited(*baseline)) return fail_edited(path_of(scenario), scenario);
  if (baseline) return *std::move(baseline);
  HIGHWATER_TRY(std::vector<std::string> others, profiles());
  const auto lacks_it = [&](const std::string& other) { return !is_there(file_of(root_, other, scenario)); };
  others.erase(std::remove_if(others.begin(), others.end(), lacks_it), others.end());
  if (others.empty())
    return fail(ExitStatus::kBaseline, fmt::format("{}: no baseline for \"{}\"", path_of(scenario), scenario),
                update_command(scenario));
  return fail(ExitStatus::kBaseline,
              fmt::format("{}: no baseline for \"{}\" on this platform, {}; there is one for {}",
                          path_of(scenario), scenario, profile_, fmt::join(others, ", ")),
              update_command(scenario));
}

Expected<std::vector<std::string>> BaselineStore::names() const {
  return names_in(fs::path(root_) / profile_);
}

Expected<std::vector<std::string>> BaselineStore::orphans(const std::vector<std::string>& scenarios) const {
  HIGHWATER_TRY(std::vector<std::string> all, names());
  const auto has_scenario = [&](const std::string& name) {
    return std::find(scenarios.begin(), scenarios.end(), name) != scenarios.end();
  };
  all.erase(std::remove_if(all.begin(), all.end(), has_scenario), all.end());
  return all;
}

Expected<std::vector<std::string>> BaselineStore::profiles() const {
  std::vector<std::string> profiles;
  if (!is_there(root_)) return profiles;
  std::error_code error;
  fs::directory_iterator entry(root_, error);
  while (!error && entry != fs::directory_iterator()) {
    std::error_code ignored;  // a link to nowhere is no folder
    if (entry->is_directory(ignored)) {
      HIGHWATER_TRY(const std::vector<std::string> names, names_in(entry->path()));
      if (!names.empty()) profiles.push_back(entry->path().filename().string());
    }
    entry.increment(error);
  }
  if (error) return fail_errno(error.value(), "read", root_);
  std::sort(profiles.begin(), profiles.end());
  return profiles;
}

Expected<void> BaselineStore::save(const Baseline& baseline) const {
  if (const std::string problem = path_name_problem(baseline.scenario, Segments::kMany); !problem.empty())
    return fail(ExitStatus::kUsage, problem);
  if (baseline.profile != profile_)
    return fail(ExitStatus::kBaseline,
                fmt::format("{}: the new baseline is for another platform, {}; expected {}",
                            path_of(baseline.scenario), baseline.profile, profile_));
  return write_file(path_of(baseline.scenario), to_json(with_digest(baseline)));
}

Expected<UpdateLock> BaselineStore::lock() const {
  const std::string folder = (fs::path(root_) / profile_).string();
  HIGHWATER_TRY_VOID(make_directories(folder));
  Fd fd(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!fd) return fail_errno(errno, "open", folder);
  if (::flock(fd.get(), LOCK_EX | LOCK_NB) != 0) {
    if (errno == EWOULDBLOCK)
      return fail(ExitStatus::kUsage, fmt::format("{}: another update is running", folder),
                  "nothing was changed; run again when it has ended");
    // A network file system may be unable to lock a folder (NFS wants it open for writing, which no folder
    // ever is). Going without loses no file: each is replaced atomically.
    if (errno != EBADF && errno != ENOLCK && errno != EOPNOTSUPP && errno != EINVAL)
      return fail_errno(errno, "flock", folder);
  }
  return UpdateLock(std::move(fd));
}

}  // namespace highwater
