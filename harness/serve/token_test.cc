// SPDX-License-Identifier: Apache-2.0
#include "serve/token.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>

#include "base/file.h"

namespace highwater {
namespace {

using testing::HasSubstr;
using testing::MatchesRegex;
using testing::Not;

class TokenTest : public testing::Test {
 protected:
  std::string write(const std::string& text, mode_t mode = 0600) {
    EXPECT_TRUE(write_file(path_, text));
    EXPECT_EQ(::chmod(path_.c_str(), mode), 0);
    return path_;
  }
  // The error without the path in front, and its hint.
  std::pair<std::string, std::string> refusal(const std::string& path) {
    const Expected<Token> token = token_from(path);
    if (token) return {"accepted", ""};
    EXPECT_EQ(token.error().status, ExitStatus::kUsage);
    const std::string prefix = "--token-file " + path + ": ";
    EXPECT_EQ(token.error().what.rfind(prefix, 0), 0u) << token.error().what;
    return {token.error().what.substr(prefix.size()), token.error().hint};
  }
  TemporaryDirectory folder_ = TemporaryDirectory::create("highwater-token").value();
  std::string path_ = folder_.path() + "/token";
};

TEST_F(TokenTest, IsMadeWhereNoFileIsNamed) {
  const Expected<Token> token = token_from("");
  ASSERT_TRUE(token);
  EXPECT_TRUE(token->is_new);
  EXPECT_THAT(token->text, MatchesRegex("[0-9a-f]{64}"));  // 32 bytes
  EXPECT_NE(token_from("")->text, token->text);
}

TEST_F(TokenTest, IsMadeInAFileThatIsNotThere) {
  const Expected<Token> token = token_from(path_);
  ASSERT_TRUE(token) << token.error().what;
  EXPECT_TRUE(token->is_new);
  EXPECT_EQ(read_file(path_), token->text + "\n");
  struct stat status {};
  ASSERT_EQ(::stat(path_.c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777, 0600u);
  const Expected<Token> again = token_from(path_);
  ASSERT_TRUE(again);
  EXPECT_EQ(again->text, token->text);
  EXPECT_FALSE(again->is_new);
}

TEST_F(TokenTest, IsReadWithoutItsNewline) {
  EXPECT_EQ(token_from(write("0123456789abcdef\n"))->text, "0123456789abcdef");
  EXPECT_EQ(token_from(write("a-b.c_d~e0123456\r\n"))->text, "a-b.c_d~e0123456");
}

TEST_F(TokenTest, IsRefusedWhereOthersCanReadIt) {
  const auto [what, hint] = refusal(write("0123456789abcdef\n", 0640));
  EXPECT_EQ(what, "others may read or write it");
  EXPECT_EQ(hint, "chmod 600 " + path_);
}

TEST_F(TokenTest, IsRefusedBehindASymbolicLink) {
  write("0123456789abcdef\n");
  const std::string link = folder_.path() + "/link";
  std::filesystem::create_symlink(path_, link);
  EXPECT_EQ(refusal(link).first, "a symbolic link");
  std::filesystem::remove(path_);
  EXPECT_EQ(refusal(link).first, "a symbolic link") << "and nothing is made where it leads to";
  EXPECT_FALSE(std::filesystem::exists(path_));
}

TEST_F(TokenTest, IsRefusedInWhatIsNoFile) {
  EXPECT_EQ(refusal(folder_.path()).first, "not a regular file");
  ASSERT_EQ(::mkfifo(path_.c_str(), 0600), 0);
  EXPECT_EQ(refusal(path_).first, "not a regular file");
  EXPECT_EQ(refusal(folder_.path() + "/absent/token").first, "open: No such file or directory");
}

TEST_F(TokenTest, OfNoUseIsRefused) {
  EXPECT_EQ(refusal(write("")).first, "it is empty");
  EXPECT_EQ(refusal(write("\n\n")).first, "it is empty");
  EXPECT_EQ(refusal(write("0123456789abcde")).first, "a token has 16 to 512 characters");
  EXPECT_EQ(refusal(write(std::string(513, 'a'))).first, "a token has 16 to 512 characters");
  EXPECT_EQ(refusal(write("0123456789 abcdef")).first, "a token has letters, digits and -._~ alone");
  EXPECT_THAT(refusal(write("")).second, HasSubstr("remove it"));
}

TEST_F(TokenTest, IsNotInAnErrorMessage) {
  const auto [what, hint] = refusal(write("secret secret secret"));
  EXPECT_THAT(what + hint, Not(HasSubstr("secret")));
}

TEST(IsToken, OnlyTheWholeOne) {
  EXPECT_TRUE(is_token("0123456789abcdef", "0123456789abcdef"));
  for (const char* guess : {"", "0", "0123456789abcde", "0123456789abcdeF", "0123456789abcdef0",
                            "0123456789abcdef0123456789abcdef"})
    EXPECT_FALSE(is_token(guess, "0123456789abcdef")) << guess;
  EXPECT_FALSE(is_token("", ""));
}

}  // namespace
}  // namespace highwater
