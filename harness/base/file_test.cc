// SPDX-License-Identifier: Apache-2.0
#include "base/file.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <csignal>
#include <filesystem>
#include <utility>

#include "base/fd.h"

namespace highwater {
namespace {

namespace fs = std::filesystem;

mode_t mode_of(const std::string& path) {
  struct stat facts {};
  EXPECT_EQ(::lstat(path.c_str(), &facts), 0) << path;
  return facts.st_mode & 07777;
}

class FileTest : public testing::Test {
 protected:
  std::string path(const std::string& name) const { return directory_.path() + "/" + name; }
  std::size_t entries() const {
    std::size_t count = 0;
    for ([[maybe_unused]] const auto& entry : fs::directory_iterator(directory_.path())) ++count;
    return count;
  }
  TemporaryDirectory directory_ = *TemporaryDirectory::create("highwater-file-test");
};

TEST_F(FileTest, WhatIsWrittenIsRead) {
  ASSERT_TRUE(write_file(path("sub/folder/a"), "text\n"));
  EXPECT_EQ(*read_file(path("sub/folder/a")), "text\n");
}

TEST_F(FileTest, AnAbsentFileIsNamed) {
  const Expected<std::string> text = read_file(path("absent"));
  ASSERT_FALSE(text);
  EXPECT_EQ(text.error().what, path("absent") + ": open: No such file or directory");
  EXPECT_EQ(text.error().status, ExitStatus::kUsage);
}

TEST_F(FileTest, AFolderIsNotRead) {
  EXPECT_EQ(read_file(directory_.path()).error().what, directory_.path() + ": read: Is a directory");
}

// Who opens it without care waits for a writer.
TEST_F(FileTest, AFifoIsNotWaitedFor) {
  ASSERT_EQ(::mkfifo(path("fifo").c_str(), 0600), 0);
  const Expected<std::string> text = read_file(path("fifo"));
  ASSERT_FALSE(text);
  EXPECT_EQ(text.error().what, path("fifo") + ": expected a file, found a pipe or a device");
  EXPECT_EQ(text.error().hint, "a pipe can be standard input: name /dev/stdin, with the pipe behind <");
}

TEST_F(FileTest, ADeviceWithoutAnEndIsNotRead) {
  fs::create_symlink("/dev/zero", path("zero"));
  EXPECT_EQ(read_file(path("zero")).error().what,
            path("zero") + ": expected a file, found a pipe or a device");
}

TEST_F(FileTest, AFileOfAnySizeIsNotRead) {
  ASSERT_TRUE(write_file(path("large"), ""));
  ASSERT_EQ(::truncate(path("large").c_str(), off_t{200} << 30), 0);
  const Expected<std::string> text = read_file(path("large"));
  ASSERT_FALSE(text);
  EXPECT_EQ(text.error().what, path("large") + ": larger than 1.00 GiB");
  EXPECT_EQ(text.error().hint, "no such file is; is it the one that was meant?");
}

TEST_F(FileTest, AFileMayHaveTheMostAndNoMore) {
  ASSERT_TRUE(write_file(path("a"), "text"));
  EXPECT_EQ(*read_file(path("a"), 4), "text");
  EXPECT_EQ(read_file(path("a"), 3).error().what, path("a") + ": larger than 3 B");
}

// Its size is said to be 0.
TEST_F(FileTest, AFileOfProcIsRead) {
  EXPECT_EQ(read_file("/proc/self/stat")->find(std::to_string(::getpid()) + " ("), 0U);
  EXPECT_EQ(read_file("/proc/self/stat", 3).error().what, "/proc/self/stat: larger than 3 B");
}

TEST_F(FileTest, APipeUnderDevFdIsRead) {
  int ends[2];
  ASSERT_EQ(::pipe(ends), 0);
  const Fd reader(ends[0]);
  ASSERT_EQ(::write(ends[1], "json", 4), 4);
  ::close(ends[1]);
  EXPECT_EQ(*read_file("/dev/fd/" + std::to_string(reader.get())), "json");
}

// RLIMIT_FSIZE makes write(2) fail in the middle, as a full disk does.
TEST_F(FileTest, AFullDiskLeavesTheOldFileAndNothingElse) {
  ASSERT_TRUE(write_file(path("a"), "old"));
  struct rlimit before {};
  ASSERT_EQ(::getrlimit(RLIMIT_FSIZE, &before), 0);
  std::signal(SIGXFSZ, SIG_IGN);
  const struct rlimit small = {4096, before.rlim_max};
  ASSERT_EQ(::setrlimit(RLIMIT_FSIZE, &small), 0);
  const Expected<void> written = write_file(path("a"), std::string(100000, 'x'));
  ASSERT_EQ(::setrlimit(RLIMIT_FSIZE, &before), 0);
  std::signal(SIGXFSZ, SIG_DFL);
  ASSERT_FALSE(written);
  EXPECT_EQ(written.error().what, path("a") + ": write: File too large");
  EXPECT_FALSE(written.error().hint.empty());
  EXPECT_EQ(*read_file(path("a")), "old");
  EXPECT_EQ(entries(), 1u);
}

TEST_F(FileTest, ADeviceIsWrittenInPlace) {
  ASSERT_TRUE(write_file("/dev/null", "text"));
  EXPECT_TRUE(fs::is_character_file("/dev/null"));
}

TEST_F(FileTest, APipeUnderDevFdIsWrittenInPlace) {
  int ends[2];
  ASSERT_EQ(::pipe(ends), 0);
  const Fd reader(ends[0]);
  const Fd writer(ends[1]);
  ASSERT_TRUE(write_file("/dev/fd/" + std::to_string(writer.get()), "json"));
  char buffer[8] = {};
  EXPECT_EQ(::read(reader.get(), buffer, sizeof buffer), 4);
  EXPECT_STREQ(buffer, "json");
}

TEST_F(FileTest, AFullDeviceIsAnError) {
  EXPECT_EQ(write_file("/dev/full", "text").error().what, "/dev/full: write: No space left on device");
}

TEST_F(FileTest, ASymbolicLinkStaysALink) {
  ASSERT_TRUE(write_file(path("real"), "old"));
  fs::create_symlink(path("real"), path("link"));
  ASSERT_TRUE(write_file(path("link"), "new"));
  EXPECT_TRUE(fs::is_symlink(path("link")));
  EXPECT_EQ(*read_file(path("real")), "new");
}

// What it names may be anywhere, and nobody has seen it.
TEST_F(FileTest, ALinkThatLeadsNowhereIsReplacedAndNotFollowed) {
  fs::create_symlink(path("absent"), path("link"));
  ASSERT_TRUE(write_file(path("link"), "new"));
  EXPECT_FALSE(fs::is_symlink(path("link")));
  EXPECT_FALSE(fs::exists(path("absent")));
  EXPECT_EQ(*read_file(path("link")), "new");
}

// As of any file that the user makes, and whatever the mode of the one before was. That of a new one is 0600
// until it is complete.
TEST_F(FileTest, TheUmaskSaysWhoMayReadIt) {
  for (const auto& [mask, mode] : {std::pair{0022u, 0644u}, {0027u, 0640u}, {0077u, 0600u}, {0u, 0666u}}) {
    const mode_t before = ::umask(mask);
    EXPECT_TRUE(write_file(path("a"), "text"));
    EXPECT_EQ(::umask(before), mask);
    EXPECT_EQ(mode_of(path("a")), mode);
  }
}

TEST_F(FileTest, ATemporaryDirectoryIsPrivateAndGoesAway) {
  std::string where;
  {
    const TemporaryDirectory temporary = *TemporaryDirectory::create("highwater-file-test");
    where = temporary.path();
    EXPECT_EQ(mode_of(where), 0700u);
    ASSERT_TRUE(write_file(where + "/a/b", "x"));
  }
  EXPECT_FALSE(fs::exists(where));
}

TEST_F(FileTest, OfSeveralFilesNoneIsReplacedWhenOneCannotBeWritten) {
  ASSERT_TRUE(write_file(path("a"), "old"));
  const Expected<void> written =
      write_files({{.path = path("a"), .pieces = {"new"}}, {.path = directory_.path(), .pieces = {"text"}}});
  ASSERT_FALSE(written);
  EXPECT_EQ(written.error().what, directory_.path() + ": open: Is a directory");
  EXPECT_EQ(*read_file(path("a")), "old");
  EXPECT_EQ(entries(), 1U);
}

TEST_F(FileTest, AFileIsWrittenFromItsPieces) {
  ASSERT_TRUE(
      write_files({{.path = path("a"), .pieces = {"one ", "", "two"}}, {.path = path("b"), .pieces = {}}}));
  EXPECT_EQ(*read_file(path("a")), "one two");
  EXPECT_EQ(*read_file(path("b")), "");
}

}  // namespace
}  // namespace highwater
