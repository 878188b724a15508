// SPDX-License-Identifier: Apache-2.0
#include "symbols/checksum.h"

#include <fcntl.h>
#include <gtest/gtest.h>

#include "base/fd.h"
#include "base/file.h"

namespace highwater {
namespace {

TEST(Checksum, HasTheCheckValueOfTheAlgorithm) {
  // "check" of CRC-32/ISO-HDLC in the catalogue of parametrised CRC algorithms.
  EXPECT_EQ(checksum("123456789"), 0xcbf43926U);
  EXPECT_EQ(checksum(""), 0U);
}

TEST(Checksum, OfPiecesIsThatOfTheWhole) {
  EXPECT_EQ(checksum("6789", checksum("12345")), checksum("123456789"));
  EXPECT_NE(checksum("12345", checksum("6789")), checksum("123456789"));
}

TEST(Checksum, OfAFileIsThatOfItsBytesWhereverItsOffsetStands) {
  const Expected<TemporaryDirectory> folder = TemporaryDirectory::create("checksum");
  ASSERT_TRUE(folder);
  // More than one buffer of the reader.
  const std::string text = std::string(3 << 20, 'x') + "end";
  ASSERT_TRUE(write_file(folder->path() + "/file", text));
  const Fd file(::open((folder->path() + "/file").c_str(), O_RDONLY | O_CLOEXEC));
  ASSERT_EQ(::lseek(file.get(), 100, SEEK_SET), 100);
  EXPECT_EQ(file_checksum(file.get()), checksum(text));
}

TEST(Checksum, OfAHugeFileIsNone) {
  const Expected<TemporaryDirectory> folder = TemporaryDirectory::create("checksum");
  ASSERT_TRUE(folder);
  const Fd file(::open((folder->path() + "/hole").c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600));
  ASSERT_EQ(::ftruncate(file.get(), (off_t{1} << 32) + 1), 0);
  EXPECT_EQ(file_checksum(file.get()), std::nullopt);
}

TEST(Checksum, OfWhatCannotBeReadIsNone) {
  EXPECT_EQ(file_checksum(-1), std::nullopt);
  const Fd folder(::open("/", O_RDONLY | O_CLOEXEC | O_DIRECTORY));
  EXPECT_EQ(file_checksum(folder.get()), std::nullopt);
}

}  // namespace
}  // namespace highwater
