// SPDX-License-Identifier: Apache-2.0
#include "symbols/symbolizer.h"

#include <dlfcn.h>
#include <fmt/format.h>
#include <unistd.h>

#include "symbols/plugin.h"

namespace highwater {
namespace {

constexpr char kHint[] =
    "it belongs in ../lib/highwater beside the highwater command: build or install it again";

}  // namespace

Expected<std::unique_ptr<Symbolizer>> load_symbolizer(const std::string& folder,
                                                      const std::string& debug_root) {
  const std::string path = folder + "/" + kSymbolsPlugin;
  if (::access(path.c_str(), F_OK) != 0)
    return fail(ExitStatus::kProbe, fmt::format("{}: the symboliser is not there", path), kHint);
  // Never closed again after success: the symboliser that is handed out has its code there.
  void* const library = ::dlopen(path.c_str(), RTLD_NOW | RTLD_LOCAL);
  if (library == nullptr) {
    return fail(ExitStatus::kProbe, fmt::format("{}: the symboliser cannot be loaded: {}", path, ::dlerror()),
                "it needs libdw of elfutils (Debian: libdw1)");
  }
  const char* const version = static_cast<const char*>(::dlsym(library, kSymbolsVersionName));
  void* const create = ::dlsym(library, kSymbolsCreateName);
  if (version == nullptr || create == nullptr) {
    ::dlclose(library);
    return fail(ExitStatus::kProbe, fmt::format("{}: not a symboliser of Highwater", path), kHint);
  }
  if (const std::string theirs = version; theirs != HIGHWATER_VERSION) {
    ::dlclose(library);
    return fail(ExitStatus::kProbe,
                fmt::format("{}: the symboliser is of version {}, the highwater command of version {}", path,
                            theirs, HIGHWATER_VERSION),
                kHint);
  }
  return std::unique_ptr<Symbolizer>(reinterpret_cast<SymbolsCreate*>(create)(debug_root.c_str()));
}

Expected<std::unique_ptr<Symbolizer>> load_symbolizer(const std::string& folder) {
  return load_symbolizer(folder, "/usr/lib/debug");
}

}  // namespace highwater
