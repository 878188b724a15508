// SPDX-License-Identifier: Apache-2.0
// What the loader (load_http_server.cc) and the plug-in (plugin.cc) agree on. libmicrohttpd, and the TLS
// library that it brings along, cost milliseconds of start-up: only `run --serve` loads them. Two names,
// looked up by dlsym:
//
//   const char highwater_serve_version[];                                   HIGHWATER_VERSION of both builds
//   highwater::HttpServer* highwater_serve_create(int, highwater::HttpHandler*, const
//   highwater::HttpLimits*);
//     OWNS: the result; or null
//
// The classes cross the border as C++: loader and plug-in come from one build, which the version stands for.
#pragma once

#include <memory>
#include <string>

#include "base/error.h"
#include "base/fd.h"
#include "serve/http.h"

namespace highwater {

inline constexpr char kServePlugin[] = "libhighwater_serve.so";
inline constexpr char kServeVersionName[] = "highwater_serve_version";
inline constexpr char kServeCreateName[] = "highwater_serve_create";
// OWNS: the socket, also where it fails.
using ServeCreate = HttpServer*(int listening_socket, HttpHandler* handler, const HttpLimits* limits);

// What makes servers. Errors (kUsage): not there, does not load, of another version.
Expected<ServeCreate*> load_http_server(const std::string& folder);

// BORROWS: handler. Errors (kUsage): it does not start.
Expected<std::unique_ptr<HttpServer>> start_http_server(ServeCreate* create, Fd listening_socket,
                                                        HttpHandler& handler, const HttpLimits& limits);

}  // namespace highwater
