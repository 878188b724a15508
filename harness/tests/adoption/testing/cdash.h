// SPDX-License-Identifier: Apache-2.0
// As much of a CDash server as `ctest_submit` talks to: takes files and keeps them.
#pragma once

#include <map>
#include <memory>
#include <string>

namespace highwater {

class Cdash {
 public:
  // On a free port of this machine. `accepts`: what it is given is well received.
  explicit Cdash(bool accepts = true);
  Cdash(const Cdash&) = delete;  // the server's thread knows this one
  Cdash& operator=(const Cdash&) = delete;
  ~Cdash();

  std::string url() const;
  // The text of every file so far, by the part of a dashboard ("Test", "Build", "Done").
  std::map<std::string, std::string> files() const;

 private:
  struct Server;
  std::unique_ptr<Server> server_;
};

}  // namespace highwater
