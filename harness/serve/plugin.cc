// SPDX-License-Identifier: Apache-2.0
// The two names that libhighwater_serve.so exports; found by load_http_server.cc.
#include "serve/plugin.h"

#include "serve/mhd_server.h"

extern "C" {

__attribute__((visibility("default"))) extern const char highwater_serve_version[] = HIGHWATER_VERSION;

__attribute__((visibility("default"))) highwater::HttpServer* highwater_serve_create(
    int listening_socket, highwater::HttpHandler* handler, const highwater::HttpLimits* limits) {
  return highwater::MhdServer::start(listening_socket, *handler, *limits).release();
}
}
