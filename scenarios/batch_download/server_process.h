// SPDX-License-Identifier: Apache-2.0
// The image server as a child process: started with posix_spawn, and gone when the scenario is, because the
// server ends when the pipe that is its standard input does.
#pragma once

#include <sys/types.h>

#include <string>
#include <string_view>

namespace highwater::scenarios {

class ServerProcess {
 public:
  // Starts the server and waits for its ready line. An empty path means scenario_image_server beside this
  // program.
  explicit ServerProcess(std::string_view path);
  ~ServerProcess();
  ServerProcess(const ServerProcess&) = delete;  // a process has one owner
  ServerProcess& operator=(const ServerProcess&) = delete;

  int port() const { return port_; }

 private:
  std::string start(std::string_view path);
  void read_ready_line(const std::string& program);

  pid_t pid_ = -1;
  int stdin_ = -1;   // OWNS: closing it ends the server
  int stdout_ = -1;  // OWNS: kept open, so that the server never writes to a closed pipe
  int port_ = 0;
};

}  // namespace highwater::scenarios
