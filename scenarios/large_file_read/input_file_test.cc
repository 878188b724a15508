// SPDX-License-Identifier: Apache-2.0
#include "large_file_read/input_file.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <string>

#include "large_file_read/readers.h"

namespace highwater::scenarios {
namespace {

TEST(InputFile, HasATextHalfWhoseFirstLineIsTheLongest) {
  const InputFile file;
  std::ifstream stream(file.path(), std::ios::binary);
  std::string line;
  std::size_t bytes = 0;
  std::size_t lines = 0;
  while (bytes < kTextBytes && std::getline(stream, line)) {
    if (lines == 0) {
      EXPECT_EQ(line.size(), kLongestLine);
    }
    ASSERT_LE(line.size(), kLongestLine);
    ASSERT_TRUE(std::all_of(line.begin(), line.end(), [](char c) { return c >= 'a' && c <= 'p'; }));
    bytes += line.size() + 1;
    ++lines;
  }
  EXPECT_EQ(bytes, kTextBytes);
  EXPECT_GT(lines, kTextBytes / (kLongestLine + 1));
  stream.seekg(0, std::ios::end);
  EXPECT_EQ(stream.tellg(), static_cast<std::streamoff>(kFileBytes));
}

TEST(InputFile, HasTheSizeThatIsAskedFor) {
  const InputFile file(8 * kSizeUnit);
  std::ifstream stream(file.path(), std::ios::binary | std::ios::ate);
  EXPECT_EQ(stream.tellg(), static_cast<std::streamoff>(8 * kSizeUnit));
  Kept kept;
  EXPECT_EQ(read_all(file, kept), file.checksum());
  EXPECT_EQ(read_lines(file, kept), file.text_checksum());
  EXPECT_EQ(read_mapped(file, kept), file.checksum());
}

TEST(Readers, AllSeeTheSameFile) {
  const InputFile file;
  Kept kept;
  EXPECT_EQ(read_all(file, kept), file.checksum());
  EXPECT_EQ(read_string_slurp(file, kept), file.checksum());
  EXPECT_EQ(read_chunks(file, kept), file.checksum());
  EXPECT_EQ(read_mapped(file, kept), file.checksum());
  EXPECT_EQ(read_lines(file, kept), file.text_checksum());
  EXPECT_EQ(kept.buffer->contents().size(), kFileBytes);
  EXPECT_EQ(kept.text.size(), kFileBytes);
}

}  // namespace
}  // namespace highwater::scenarios
