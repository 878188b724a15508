// SPDX-License-Identifier: Apache-2.0
#include "serve/token.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdint>

#include "base/fd.h"

namespace highwater {
namespace {

constexpr std::size_t kTokenBytes = 32;
// Shorter ones are guessed: the right token is answered at once however many wrong ones came before.
constexpr std::size_t kLeastCharacters = 16;
constexpr std::size_t kMostCharacters = 512;

// What needs no escape in a header nor in a URL (RFC 3986, unreserved).
bool is_token_character(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
         std::string_view("-._~").find(c) != std::string_view::npos;
}

tl::unexpected<Error> token_error(const std::string& path, const char* what, std::string hint) {
  return fail(ExitStatus::kUsage, fmt::format("--token-file {}: {}", path, what), std::move(hint));
}

tl::unexpected<Error> token_errno(const std::string& path, const char* call) {
  return fail_errno(errno, call, "--token-file " + path, "choose another file, or leave --token-file out");
}

Expected<void> check_file(int fd, const std::string& path) {
  struct stat status {};
  if (::fstat(fd, &status) != 0) return token_errno(path, "fstat");
  if (!S_ISREG(status.st_mode))
    return token_error(path, "not a regular file", "choose another file, or leave --token-file out");
  if (status.st_uid != ::geteuid())
    return token_error(path, "belongs to somebody else", "choose a file of your own");
  if ((status.st_mode & 0077) != 0)
    return token_error(path, "others may read or write it", fmt::format("chmod 600 {}", path));
  return {};
}

Expected<std::string> read_token(int fd, const std::string& path) {
  std::array<char, kMostCharacters + 2> bytes{};
  const ssize_t got = ::read(fd, bytes.data(), bytes.size());
  if (got < 0) return token_errno(path, "read");
  std::string_view text(bytes.data(), static_cast<std::size_t>(got));
  while (!text.empty() && (text.back() == '\n' || text.back() == '\r')) text.remove_suffix(1);
  const std::string hint = fmt::format("remove it, and a token of {} characters is made", 2 * kTokenBytes);
  if (text.empty()) return token_error(path, "it is empty", hint);
  if (text.size() < kLeastCharacters || text.size() > kMostCharacters)
    return token_error(
        path, fmt::format("a token has {} to {} characters", kLeastCharacters, kMostCharacters).c_str(),
        hint);
  if (!std::all_of(text.begin(), text.end(), is_token_character))
    return token_error(path, "a token has letters, digits and -._~ alone", hint);
  return std::string(text);
}

Expected<std::string> make_token_file(const std::string& path) {
  HIGHWATER_TRY(const std::string token, new_token());
  const Fd file(::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600));
  if (!file) return token_errno(path, "open");
  const std::string line = token + "\n";
  if (::write(file.get(), line.data(), line.size()) != static_cast<ssize_t>(line.size())) {
    const int reason = errno;
    ::unlink(path.c_str());
    errno = reason;
    return token_errno(path, "write");
  }
  return token;
}

}  // namespace

Expected<std::string> new_token() {
  std::array<std::uint8_t, kTokenBytes> bytes{};
  if (::getrandom(bytes.data(), bytes.size(), 0) != static_cast<ssize_t>(bytes.size()))
    return fail_errno(errno, "getrandom", "--serve");
  std::string token;
  for (const std::uint8_t byte : bytes) token += fmt::format("{:02x}", byte);
  return token;
}

Expected<Token> token_from(const std::string& path) {
  if (path.empty()) {
    HIGHWATER_TRY(std::string made, new_token());
    return Token{std::move(made), true};
  }
  // Not through a symbolic link, which somebody else may have put there; a FIFO must not block.
  const Fd file(::open(path.c_str(), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC));
  if (!file && errno == ELOOP) return token_error(path, "a symbolic link", "name the file that it leads to");
  if (!file && errno == ENOENT) {
    HIGHWATER_TRY(std::string made, make_token_file(path));
    return Token{std::move(made), true};
  }
  if (!file) return token_errno(path, "open");
  HIGHWATER_TRY_VOID(check_file(file.get(), path));
  HIGHWATER_TRY(std::string text, read_token(file.get(), path));
  return Token{std::move(text), false};
}

bool is_token(std::string_view guess, std::string_view token) {
  // As many steps as the guess has characters, which whoever guesses knows.
  volatile unsigned difference = guess.size() == token.size() ? 0 : 1;
  for (std::size_t i = 0; i < guess.size(); ++i) {
    const unsigned char right = token.empty() ? 0 : static_cast<unsigned char>(token[i % token.size()]);
    difference = difference | (static_cast<unsigned char>(guess[i]) ^ right);
  }
  return difference == 0 && !token.empty();
}

}  // namespace highwater
