// SPDX-License-Identifier: Apache-2.0
#include "serve/address.h"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace highwater {
namespace {

using testing::HasSubstr;

TEST(ServeAddressTest, IsWrittenInTheseWays) {
  EXPECT_EQ(parse_serve_address("127.0.0.1:8080"), (ServeAddress{"127.0.0.1", 8080}));
  EXPECT_EQ(parse_serve_address("0.0.0.0:1"), (ServeAddress{"0.0.0.0", 1}));
  EXPECT_EQ(parse_serve_address("[::1]:65535"), (ServeAddress{"::1", 65535}));
  EXPECT_EQ(parse_serve_address("[::]:0"), (ServeAddress{"::", 0}));
}

TEST(ServeAddressTest, IsLoopbackUnlessAnotherIsNamed) {
  for (const char* text : {"8080", ":8080", "localhost:8080"})
    EXPECT_EQ(parse_serve_address(text), (ServeAddress{"127.0.0.1", 8080})) << text;
}

TEST(ServeAddressTest, IsRefusedWithTheReason) {
  for (const char* text : {"example.org:80", "::1:80", "[127.0.0.1]:80", "[::1:80", "1.2.3:80", "[]:80"}) {
    const Expected<ServeAddress> address = parse_serve_address(text);
    ASSERT_FALSE(address) << text;
    EXPECT_EQ(address.error().what, std::string("--serve ") + text + ": not an address");
    EXPECT_THAT(address.error().hint, HasSubstr("ADDRESS:PORT"));
  }
  for (const char* text : {"", "127.0.0.1:", "127.0.0.1:65536", "127.0.0.1:-1", "127.0.0.1:80x", "http"}) {
    const Expected<ServeAddress> address = parse_serve_address(text);
    ASSERT_FALSE(address) << text;
    EXPECT_THAT(address.error().what, HasSubstr("is no port"));
  }
}

TEST(ServeAddressTest, KnowsLoopback) {
  EXPECT_TRUE(is_loopback({"127.0.0.1", 1}));
  EXPECT_TRUE(is_loopback({"127.8.9.1", 1}));
  EXPECT_TRUE(is_loopback({"::1", 1}));
  EXPECT_FALSE(is_loopback({"0.0.0.0", 1}));
  EXPECT_FALSE(is_loopback({"::", 1}));
  EXPECT_FALSE(is_loopback({"12.7.0.1", 1}));
}

TEST(ListenAt, TakesAFreePortAndSaysWhich) {
  ServeAddress address;
  const Expected<Fd> socket = listen_at(address);
  ASSERT_TRUE(socket) << socket.error().what;
  EXPECT_GT(address.port, 0);
  EXPECT_NE(::fcntl(socket->get(), F_GETFD) & FD_CLOEXEC, 0) << "the service must not inherit it";
}

TEST(ListenAt, RefusesAPortThatIsTaken) {
  ServeAddress address;
  const Expected<Fd> first = listen_at(address);
  ASSERT_TRUE(first);
  const Expected<Fd> second = listen_at(address);
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().status, ExitStatus::kUsage);
  EXPECT_EQ(second.error().what, "--serve " + to_string(address) + ": bind: Address already in use");
  EXPECT_EQ(second.error().hint, "choose another port; 0 takes one that is free");
}

TEST(ListenAt, RefusesAnAddressOfAnotherMachine) {
  ServeAddress address{"192.0.2.1", 0};  // TEST-NET-1, which nobody has
  const Expected<Fd> socket = listen_at(address);
  ASSERT_FALSE(socket);
  EXPECT_EQ(socket.error().what, "--serve 192.0.2.1:0: bind: Cannot assign requested address");
}

}  // namespace
}  // namespace highwater
