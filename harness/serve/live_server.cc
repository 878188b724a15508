// SPDX-License-Identifier: Apache-2.0
#include "serve/live_server.h"

#include <fmt/format.h>
#include <unistd.h>

#include <array>
#include <vector>

namespace highwater {
namespace {

// Reached from elsewhere, this machine has a name. A site that an attacker made cannot have the same one.
std::vector<std::string> names_for(const ServeAddress& address) {
  std::array<char, 256> name{};
  if (is_loopback(address) || ::gethostname(name.data(), name.size() - 1) != 0) return {};
  return {host_without_port(name.data()).value_or("")};
}

}  // namespace

Expected<std::unique_ptr<LiveServer>> LiveServer::open(const ServeOptions& options) {
  HIGHWATER_TRY(ServeAddress address, parse_serve_address(options.address));
  HIGHWATER_TRY(ServeCreate* const create, load_http_server(options.folder));
  HIGHWATER_TRY(Fd socket, listen_at(address));
  HIGHWATER_TRY(Token token, token_from(options.token_file));
  return std::unique_ptr<LiveServer>(
      new LiveServer(options, std::move(address), std::move(token), create, std::move(socket)));
}

std::string LiveServer::announcement() const {
  const std::string page = fmt::format("http://{}/", to_string(address_));
  std::string text =
      fmt::format("highwater: live at {}{}\n", page,
                  token_.is_new ? "?token=" + token_.text
                                : fmt::format("?token=…, with the token in {}", options_.token_file));
  if (token_.is_new && !options_.token_file.empty())
    text += fmt::format("highwater: the token is in {} from now on\n", options_.token_file);
  if (!is_loopback(address_))
    text +=
        "highwater: warning: others can reach this address, and whoever listens on the way can read the "
        "token\n"
        "hint: use 127.0.0.1, and `ssh -L` to get there\n";
  return text;
}

Expected<void> LiveServer::starts(LiveTarget& target) {
  service_ = std::make_unique<LiveService>(target, options_.facts, Guard(token_.text, names_for(address_)));
  HIGHWATER_TRY(server_, start_http_server(create_, std::move(socket_), *service_, options_.limits));
  return {};
}

void LiveServer::ended(LiveTarget&) {
  if (service_ == nullptr) return;
  service_->end();
  server_.reset();
  service_.reset();
}

}  // namespace highwater
