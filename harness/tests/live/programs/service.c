// SPDX-License-Identifier: Apache-2.0
// A service for the tests of watched runs. It ends with SIGTERM or SIGINT: frees what it has, and exits with
// 0.
//
//   commands IN OUT       obeys what it reads from the FIFO IN, one command of 16 bytes at a time, and writes
//   "."
//                         to OUT after each: "a N" allocates N bytes in first(), "b N" in second(), "r N"
//                         makes the newest N bytes long in third(), "f" frees the oldest, "q" ends
//   hold BYTES READY      keeps so much; READY is a file that then has its process number
//   grow BYTES READY      keeps so much more every 5 ms
//   spike BYTES READY     has so much for a moment
//   deaf READY            does not hear SIGTERM
//   fails READY           exits with 9 on SIGTERM
//   dies BYTES            aborts with so much
//   hammer THREADS READY  threads that allocate and free, each in one of two functions, until SIGUSR1; then
//   waits.
//                         With SIGTERM they free all that they have
#define _GNU_SOURCE
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define MOST 4096

static volatile sig_atomic_t ending = 0;
static volatile sig_atomic_t quiet = 0;
static int hears = 1;

static void on_signal(int signal) {
  if (signal == SIGUSR1)
    quiet = 1;
  else
    ending = 1;
}

static void listen_to(int signal) {
  struct sigaction action;
  memset(&action, 0, sizeof action);
  action.sa_handler = on_signal;
  sigaction(signal, &action, NULL);
}

static void ready(const char* path) {
  char number[32];
  const int length = snprintf(number, sizeof number, "%d\n", (int)getpid());
  char fresh[4096];
  snprintf(fresh, sizeof fresh, "%s.new", path);
  const int file = open(fresh, O_WRONLY | O_CREAT | O_TRUNC, 0600);
  if (write(file, number, (size_t)length) != length) _exit(95);
  close(file);
  rename(fresh, path);
}

__attribute__((noinline)) static void* first(size_t size) {
  void* block = malloc(size);
  return block;
}
__attribute__((noinline)) static void* second(size_t size) {
  void* block = malloc(size);
  return block;
}
__attribute__((noinline)) static void* third(void* block, size_t size) {
  void* moved = realloc(block, size);
  return moved;
}

static int obey(const char* in, const char* out) {
  static void* blocks[MOST];
  size_t oldest = 0;
  size_t next = 0;
  const int commands = open(in, O_RDONLY);
  const int answers = open(out, O_WRONLY);
  char command[17] = {0};
  while (read(commands, command, 16) == 16) {
    const size_t size = strtoul(command + 1, NULL, 10);
    if (command[0] == 'q') break;
    if (command[0] == 'a') blocks[next++] = first(size);
    if (command[0] == 'b') blocks[next++] = second(size);
    // NOLINTNEXTLINE(clang-analyzer-unix.Malloc): what is freed is the oldest, and who asks knows
    if (command[0] == 'r') blocks[next - 1] = third(blocks[next - 1], size);
    if (command[0] == 'f') free(blocks[oldest++]);
    if (write(answers, ".", 1) != 1) return 95;
  }
  return 0;
}

static void wait_for_end(void) {
  while (!ending || !hears) usleep(2000);
}

struct Hammer {
  unsigned seed;
  int number;
  void* blocks[100];
};

static void* hammer(void* argument) {
  struct Hammer* own = argument;
  while (!ending && !quiet) {
    own->seed = own->seed * 1103515245u + 12345u;
    void** place = &own->blocks[(own->seed >> 8) % 100];
    free(*place);
    const size_t size = (own->seed >> 16) % 3000;
    *place = own->number % 2 == 0 ? first(size) : second(size);
    if ((own->seed >> 12) % 8 == 0) *place = third(*place, size + 100);
  }
  while (!ending) usleep(1000);
  for (int i = 0; i < 100; ++i) free(own->blocks[i]);
  return NULL;
}

static void run_hammers(int count, const char* path) {
  static struct Hammer hammers[16];
  pthread_t threads[16];
  for (int i = 0; i < count; ++i) {
    hammers[i].seed = (unsigned)i;
    hammers[i].number = i;
    pthread_create(&threads[i], NULL, hammer, &hammers[i]);
  }
  ready(path);
  for (int i = 0; i < count; ++i) pthread_join(threads[i], NULL);
}

int main(int argc, char** argv) {
  listen_to(SIGTERM);
  listen_to(SIGINT);
  listen_to(SIGUSR1);
  const char* mode = argc > 2 ? argv[1] : "";
  if (strcmp(mode, "commands") == 0) return obey(argv[2], argv[3]);
  if (strcmp(mode, "hammer") == 0) {
    run_hammers(atoi(argv[2]), argv[3]);
    return 0;
  }
  if (strcmp(mode, "deaf") == 0 || strcmp(mode, "fails") == 0) {
    void* block = first(1000);
    hears = strcmp(mode, "fails") == 0;
    ready(argv[2]);
    wait_for_end();
    free(block);
    return 9;
  }
  const size_t size = argc > 2 ? strtoul(argv[2], NULL, 10) : 0;
  if (strcmp(mode, "dies") == 0) {
    if (first(size) != NULL) abort();
  } else if (strcmp(mode, "hold") == 0 || strcmp(mode, "spike") == 0) {
    void* block = first(size);
    if (strcmp(mode, "spike") == 0) {
      free(block);
      block = NULL;
    }
    ready(argv[3]);
    wait_for_end();
    free(block);
    return 0;
  } else if (strcmp(mode, "grow") == 0) {
    static void* blocks[MOST];
    int count = 0;
    ready(argv[3]);
    while (!ending) {
      if (count < MOST) blocks[count++] = first(size);
      usleep(5000);
    }
    while (count > 0) free(blocks[--count]);
    return 0;
  }
  return 94;
}
