// SPDX-License-Identifier: Apache-2.0
#include "serve/address.h"

#include <arpa/inet.h>
#include <fmt/format.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <cerrno>
#include <charconv>
#include <optional>

namespace highwater {
namespace {

// As many may come at once without the kernel turning one away for a second.
constexpr int kBacklog = 1024;
constexpr char kAddressHint[] = "write it as ADDRESS:PORT: 127.0.0.1:8080, [::1]:8080, or the port alone";

struct SocketName {
  sockaddr_storage storage{};
  socklen_t size = 0;
};

std::optional<SocketName> socket_name(const ServeAddress& address) {
  SocketName name;
  auto* const four = reinterpret_cast<sockaddr_in*>(&name.storage);
  auto* const six = reinterpret_cast<sockaddr_in6*>(&name.storage);
  if (::inet_pton(AF_INET, address.host.c_str(), &four->sin_addr) == 1) {
    four->sin_family = AF_INET;
    four->sin_port = htons(address.port);
    name.size = sizeof(sockaddr_in);
  } else if (::inet_pton(AF_INET6, address.host.c_str(), &six->sin6_addr) == 1) {
    six->sin6_family = AF_INET6;
    six->sin6_port = htons(address.port);
    name.size = sizeof(sockaddr_in6);
  } else {
    return std::nullopt;
  }
  return name;
}

bool is_six(const std::string& host) {
  return host.find(':') != std::string::npos;
}

Expected<std::uint16_t> parse_port(std::string_view text, std::string_view all) {
  std::uint16_t port = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), port);
  if (error != std::errc() || end != text.data() + text.size() || text.empty())
    return fail(ExitStatus::kUsage, fmt::format("--serve {}: \"{}\" is no port", all, text),
                "a port is a number from 0 to 65535; 0 takes one that is free");
  return port;
}

tl::unexpected<Error> listen_error(const ServeAddress& address, const char* call) {
  const char* hint = "choose an address of this machine: 127.0.0.1 can be reached from it alone";
  if (errno == EADDRINUSE) hint = "choose another port; 0 takes one that is free";
  if (errno == EACCES) hint = "ports below 1024 are root's: choose another one";
  return fail_errno(errno, call, "--serve " + to_string(address), hint);
}

}  // namespace

Expected<ServeAddress> parse_serve_address(std::string_view text) {
  ServeAddress address;
  const std::size_t colon = text.rfind(':');
  std::string_view host = colon == std::string_view::npos ? std::string_view() : text.substr(0, colon);
  const bool in_brackets = host.size() >= 2 && host.front() == '[' && host.back() == ']';
  if (in_brackets) host = host.substr(1, host.size() - 2);
  if (!host.empty() && host != "localhost") address.host = host;
  if (!socket_name(address) || in_brackets != is_six(address.host))
    return fail(ExitStatus::kUsage, fmt::format("--serve {}: not an address", text), kAddressHint);
  HIGHWATER_TRY(address.port,
                parse_port(colon == std::string_view::npos ? text : text.substr(colon + 1), text));
  return address;
}

bool is_loopback(const ServeAddress& address) {
  return address.host.rfind("127.", 0) == 0 || address.host == "::1";
}

std::string to_string(const ServeAddress& address) {
  return is_six(address.host) ? fmt::format("[{}]:{}", address.host, address.port)
                              : fmt::format("{}:{}", address.host, address.port);
}

Expected<Fd> listen_at(ServeAddress& address) {
  const SocketName name = *socket_name(address);
  Fd socket(::socket(name.storage.ss_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
  if (!socket) return listen_error(address, "socket");
  // A port whose last owner has just ended is free.
  const int on = 1;
  ::setsockopt(socket.get(), SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  if (::bind(socket.get(), reinterpret_cast<const sockaddr*>(&name.storage), name.size) != 0)
    return listen_error(address, "bind");
  if (::listen(socket.get(), kBacklog) != 0) return listen_error(address, "listen");
  SocketName bound;
  bound.size = sizeof bound.storage;
  if (::getsockname(socket.get(), reinterpret_cast<sockaddr*>(&bound.storage), &bound.size) != 0)
    return listen_error(address, "getsockname");
  // The port is at the same place of both kinds.
  address.port = ntohs(reinterpret_cast<const sockaddr_in*>(&bound.storage)->sin_port);
  return socket;
}

}  // namespace highwater
