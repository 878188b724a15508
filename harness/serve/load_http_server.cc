// SPDX-License-Identifier: Apache-2.0
#include <dlfcn.h>
#include <fmt/format.h>
#include <unistd.h>

#include "serve/plugin.h"

namespace highwater {
namespace {

constexpr char kServeHint[] =
    "it belongs in ../lib/highwater beside the highwater command: build or install it again";

}  // namespace

Expected<ServeCreate*> load_http_server(const std::string& folder) {
  const std::string path = folder + "/" + kServePlugin;
  if (::access(path.c_str(), F_OK) != 0)
    return fail(ExitStatus::kUsage, fmt::format("{}: the HTTP server is not there", path), kServeHint);
  // Never closed: its threads may be about to leave it.
  void* const library = ::dlopen(path.c_str(), RTLD_NOW | RTLD_LOCAL);
  if (library == nullptr)
    return fail(ExitStatus::kUsage,
                fmt::format("{}: the HTTP server cannot be loaded: {}", path, ::dlerror()),
                "it needs libmicrohttpd (Debian: libmicrohttpd12)");
  const char* const version = static_cast<const char*>(::dlsym(library, kServeVersionName));
  void* const create = ::dlsym(library, kServeCreateName);
  if (version == nullptr || create == nullptr)
    return fail(ExitStatus::kUsage, fmt::format("{}: not an HTTP server of Highwater", path), kServeHint);
  if (const std::string theirs = version; theirs != HIGHWATER_VERSION)
    return fail(ExitStatus::kUsage,
                fmt::format("{}: the HTTP server is of version {}, the highwater command of version {}", path,
                            theirs, HIGHWATER_VERSION),
                kServeHint);
  return reinterpret_cast<ServeCreate*>(create);
}

Expected<std::unique_ptr<HttpServer>> start_http_server(ServeCreate* create, Fd listening_socket,
                                                        HttpHandler& handler, const HttpLimits& limits) {
  std::unique_ptr<HttpServer> server(create(listening_socket.release(), &handler, &limits));
  if (server == nullptr)
    return fail(ExitStatus::kUsage, "--serve: the HTTP server does not start",
                "too many open files or threads? `ulimit -a` shows the limits");
  return server;
}

}  // namespace highwater
