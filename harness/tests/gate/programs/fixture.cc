// SPDX-License-Identifier: Apache-2.0
// The scenario of the end-to-end tests: does to memory, and to the harness, what its first argument says.
// Linked as C and without stdio, so that every byte it asks for is one that is written here.
//
//   allocate PEAK KEEP       PEAK bytes live at one moment, KEEP of them for ever
//   unlike NATIVE VALGRIND   keeps so many bytes by itself, so many under Valgrind
//   nothing                  no allocation at all
//   exit CODE, signal NUMBER after one allocation
//   hang FILE                with a child that hangs as well; writes both process numbers to FILE
//   wait FILE GO             writes its process number to FILE, then waits for the file GO
//   print MEGABYTES CODE     so much output, "last words", then exit CODE
//   say OUT ERR              OUT to stdout, ERR to stderr, after one allocation
//   touch FILE               makes FILE
//   regions PEAK PEAK        regions "first" and "second" with those peaks
//   exec PROGRAM…            replaces itself by PROGRAM after one allocation
#include <fcntl.h>
#include <highwater/scenario.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <valgrind/valgrind.h>

namespace {

size_t number(const char* text) {
  return strtoul(text, nullptr, 10);
}

void allocate(size_t peak, size_t keep) {
  // NOLINTBEGIN(clang-analyzer-unix.Malloc): kept, as its name says
  if (keep > 0) memset(malloc(keep), 1, keep);
  if (peak > keep) free(malloc(peak - keep));
  // NOLINTEND(clang-analyzer-unix.Malloc)
}

void write_text(int fd, const char* text) {
  if (write(fd, text, strlen(text)) < 0) _exit(99);
}

void write_number(int fd, int value) {
  char text[16] = {};
  char* digit = text + sizeof text - 2;
  *digit = '\n';
  do {
    *--digit = static_cast<char>('0' + value % 10);
    value /= 10;
  } while (value > 0);
  write_text(fd, digit);
}

int create(const char* path) {
  const int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0644);
  if (fd < 0) _exit(98);
  return fd;
}

// The file appears complete: its reader waits for it.
void write_processes(const char* path, int first, int second) {
  char temporary[4096] = {};
  strncpy(temporary, path, sizeof temporary - 8);
  strcat(temporary, ".new");
  const int fd = create(temporary);
  write_number(fd, first);
  if (second > 0) write_number(fd, second);
  close(fd);
  if (rename(temporary, path) != 0) _exit(97);
}

[[noreturn]] void hang(const char* path) {
  const int child = fork();
  if (child != 0) write_processes(path, getpid(), child);
  for (;;) pause();
}

void wait_for(const char* path, const char* go) {
  write_processes(path, getpid(), 0);
  while (access(go, F_OK) != 0) usleep(1000);
}

void print(size_t megabytes) {
  char line[1024];
  memset(line, 'x', sizeof line);
  line[sizeof line - 1] = '\n';
  for (size_t i = 0; i < megabytes * 1024; ++i)
    if (write(STDOUT_FILENO, line, sizeof line) < 0) _exit(96);
  write_text(STDOUT_FILENO, "last words\n");
}

void enter(const char* name, size_t peak) {
  highwater::Region region{name};
  allocate(peak, 0);
  region.iteration();
}

}  // namespace

int main(int argc, char** argv) {
  const auto is = [&](const char* mode, int arguments) {
    return argc >= 2 + arguments && strcmp(argv[1], mode) == 0;
  };
  if (is("allocate", 2)) {
    allocate(number(argv[2]), number(argv[3]));
  } else if (is("unlike", 2)) {
    const size_t bytes = number(argv[RUNNING_ON_VALGRIND ? 3 : 2]);
    allocate(bytes, bytes);
  } else if (is("nothing", 0)) {
    return 0;
  } else if (is("exit", 1)) {
    allocate(1000, 0);
    return static_cast<int>(number(argv[2]));
  } else if (is("signal", 1)) {
    allocate(1000, 0);
    raise(static_cast<int>(number(argv[2])));
  } else if (is("hang", 1)) {
    hang(argv[2]);
  } else if (is("wait", 2)) {
    wait_for(argv[2], argv[3]);
    allocate(1000, 0);
  } else if (is("print", 2)) {
    allocate(1000, 0);
    print(number(argv[2]));
    return static_cast<int>(number(argv[3]));
  } else if (is("say", 2)) {
    allocate(1000, 0);
    write_text(STDOUT_FILENO, argv[2]);
    write_text(STDERR_FILENO, argv[3]);
  } else if (is("touch", 1)) {
    allocate(1000, 0);
    close(create(argv[2]));
  } else if (is("regions", 2)) {
    enter("first", number(argv[2]));
    enter("second", number(argv[3]));
  } else if (is("exec", 1)) {
    allocate(1000, 0);
    execv(argv[2], argv + 2);
    return 95;
  } else {
    return 94;
  }
  return 0;
}
