// SPDX-License-Identifier: Apache-2.0
#include "batch_download/server_process.h"

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>

#include "support/failure.h"

namespace highwater::scenarios {
namespace {

std::string beside_this_program() {
  std::error_code error;
  const std::filesystem::path self = std::filesystem::read_symlink("/proc/self/exe", error);
  if (error) fail("cannot read /proc/self/exe", error.message());
  return self.parent_path() / "scenario_image_server";
}

void check_spawn(int error, const std::string& program) {
  if (error != 0) fail("cannot start the image server " + program, std::strerror(error));
}

}  // namespace

ServerProcess::ServerProcess(std::string_view path) {
  read_ready_line(start(path));
}

std::string ServerProcess::start(std::string_view path) {
  std::string program = path.empty() ? beside_this_program() : std::string(path);
  // Close-on-exec: the server must not hold the writing end of its own standard input.
  int input[2];
  int output[2];
  if (pipe2(input, O_CLOEXEC) != 0 || pipe2(output, O_CLOEXEC) != 0) fail_errno("cannot make a pipe");
  posix_spawn_file_actions_t actions;
  check_spawn(posix_spawn_file_actions_init(&actions), program);
  check_spawn(posix_spawn_file_actions_adddup2(&actions, input[0], STDIN_FILENO), program);
  check_spawn(posix_spawn_file_actions_adddup2(&actions, output[1], STDOUT_FILENO), program);
  char* const argv[] = {program.data(), nullptr};
  check_spawn(posix_spawn(&pid_, program.c_str(), &actions, nullptr, argv, environ), program);
  posix_spawn_file_actions_destroy(&actions);
  close(input[0]);
  close(output[1]);
  stdin_ = input[1];
  stdout_ = output[0];
  return program;
}

void ServerProcess::read_ready_line(const std::string& program) {
  std::string line;
  while (line.empty() || line.back() != '\n') {
    char byte = 0;
    const ssize_t got = read(stdout_, &byte, 1);
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) fail("the image server ended before it was ready", program);
    line.push_back(byte);
  }
  line.pop_back();
  if (std::sscanf(line.c_str(), "ready %d", &port_) != 1)
    fail("the image server did not say \"ready PORT\" but", line);
}

ServerProcess::~ServerProcess() {
  close(stdin_);
  close(stdout_);
  int status = 0;
  while (waitpid(pid_, &status, 0) < 0 && errno == EINTR) {
  }
}

}  // namespace highwater::scenarios
