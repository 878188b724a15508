// SPDX-License-Identifier: Apache-2.0
// scenario_image_service: an image service to be watched while it runs (service.h), with the image server as
// its upstream. Prints "ready PORT\n"; ends with 0 on SIGTERM and SIGINT.
//
//     scenario_image_service presized|trimmed [PORT]
#include <pthread.h>

#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <thread>

#include "batch_download/image_service/service.h"
#include "batch_download/server_process.h"
#include "support/failure.h"

namespace highwater::scenarios {
namespace {

constexpr unsigned kThreads = 4;

const ServiceVariant& variant_named(std::string_view name) {
  for (const ServiceVariant* variant : {&kMistaken, &kCured})
    if (variant->name == name) return *variant;
  fail("usage: scenario_image_service presized|trimmed [PORT]");
}

int run(int argc, char** argv) {
  if (argc < 2 || argc > 3) fail("usage: scenario_image_service presized|trimmed [PORT]");
  const ServiceVariant& variant = variant_named(argv[1]);
  const ServerProcess upstream("");
  // Waited for here, and taken by no other thread.
  sigset_t end;
  sigemptyset(&end);
  sigaddset(&end, SIGTERM);
  sigaddset(&end, SIGINT);
  pthread_sigmask(SIG_BLOCK, &end, nullptr);
  Service service(variant, upstream.port(), argc == 3 ? std::atoi(argv[2]) : 0, kThreads);
  std::thread serving([&] { service.run(); });
  std::printf("ready %d\n", service.port());
  std::fflush(stdout);
  int signal = 0;
  sigwait(&end, &signal);
  service.stop();
  serving.join();
  return 0;
}

}  // namespace
}  // namespace highwater::scenarios

int main(int argc, char** argv) {
  return highwater::scenarios::run(argc, argv);
}
