// SPDX-License-Identifier: Apache-2.0
// A file comes by PUT, or POST from newer versions, with its name "SITE___BUILD___STAMP___XML___Test.xml" in
// the query. The answer repeats the MD5 that ctest has computed.
#include "tests/adoption/testing/cdash.h"

#include <gtest/gtest.h>
#include <httplib.h>

#include <mutex>
#include <thread>

namespace highwater {
namespace {

std::string part_of(const std::string& name) {
  const std::size_t start = name.rfind("___");
  const std::string file = start == std::string::npos ? name : name.substr(start + 3);
  return file.substr(0, file.find('.'));
}

}  // namespace

struct Cdash::Server {
  httplib::Server http;
  int port = 0;
  std::thread thread;
  std::mutex mutex;
  std::map<std::string, std::string> files;
};

Cdash::Cdash(bool accepts) : server_(std::make_unique<Server>()) {
  Server* const server = server_.get();
  const auto take = [server, accepts](const httplib::Request& request, httplib::Response& response) {
    const std::lock_guard<std::mutex> lock(server->mutex);
    server->files[part_of(request.get_param_value("FileName"))] = request.body;
    if (!accepts) response.status = 403;
    response.set_content("<?xml version=\"1.0\" encoding=\"UTF-8\"?><cdash version=\"3.2\"><status>" +
                             std::string(accepts ? "OK" : "ERROR") + "</status><message>" +
                             (accepts ? "" : "no such project") + "</message><md5>" +
                             request.get_param_value("MD5") + "</md5></cdash>",
                         "text/xml");
  };
  server->http.Put("/submit.php", take);
  server->http.Post("/submit.php", take);
  server->port = server->http.bind_to_any_port("127.0.0.1");
  EXPECT_GT(server->port, 0);
  server->thread = std::thread([server] { server->http.listen_after_bind(); });
  while (!server->http.is_running()) std::this_thread::yield();
}

Cdash::~Cdash() {
  server_->http.stop();
  server_->thread.join();
}

std::string Cdash::url() const {
  return "http://127.0.0.1:" + std::to_string(server_->port) + "/submit.php?project=Highwater";
}

std::map<std::string, std::string> Cdash::files() const {
  const std::lock_guard<std::mutex> lock(server_->mutex);
  return server_->files;
}

}  // namespace highwater
