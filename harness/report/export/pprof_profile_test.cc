// SPDX-License-Identifier: Apache-2.0
// The message, field by field, read by protozero's reader; what pprof makes of it: harness/tests/export.
#include "report/export/pprof_profile.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <zlib.h>

#include <protozero/pbf_reader.hpp>

#include "report/testing/made_result.h"

namespace highwater {
namespace {

using testing::Contains;
using testing::ElementsAre;

std::string unzipped(const std::string& data) {
  z_stream stream{};
  EXPECT_EQ(::inflateInit2(&stream, MAX_WBITS + 16), Z_OK);
  std::string input = data;
  std::string text(1 << 16, '\0');
  stream.next_in = reinterpret_cast<Bytef*>(input.data());
  stream.avail_in = static_cast<uInt>(input.size());
  stream.next_out = reinterpret_cast<Bytef*>(text.data());
  stream.avail_out = static_cast<uInt>(text.size());
  EXPECT_EQ(::inflate(&stream, Z_FINISH), Z_STREAM_END);
  text.resize(stream.total_out);
  ::inflateEnd(&stream);
  return text;
}

std::string message_of(const Measurement& measurement) {
  return unzipped(
      render_pprof(make_site_profile(measurement, measurement.sites), {.comment = "comment"}).value());
}

// The submessages, or the texts, of one field.
std::vector<std::string> all(const std::string& message, protozero::pbf_tag_type field) {
  std::vector<std::string> found;
  protozero::pbf_reader reader(message);
  while (reader.next())
    if (reader.tag() == field)
      found.push_back(reader.get_string());
    else
      reader.skip();
  return found;
}

std::uint64_t number(const std::string& message, protozero::pbf_tag_type field) {
  protozero::pbf_reader reader(message);
  return reader.next(field) ? reader.get_uint64() : 0;
}

std::vector<std::int64_t> packed(const std::string& message, protozero::pbf_tag_type field) {
  protozero::pbf_reader reader(message);
  std::vector<std::int64_t> numbers;
  if (reader.next(field))
    for (const std::int64_t value : reader.get_packed_int64()) numbers.push_back(value);
  return numbers;
}

Measurement example() {
  Measurement measurement = made_result({made_site(-7, {"f", "main"})});
  measurement.modules = {{"/bin/app", "c0ffee"}};
  return measurement;
}

TEST(PprofProfile, TheFirstTextIsEmpty) {
  EXPECT_THAT(
      all(message_of(example()), 6),
      ElementsAre("", "alloc_objects", "count", "alloc_space", "bytes", "inuse_objects", "inuse_space",
                  "peak_objects", "peak_space", "space", "comment", "/bin/app", "c0ffee", "f", "main"));
}

// pprof prints them as they are.
TEST(PprofProfile, NamesAndPathsHaveNoControlCharacters) {
  Measurement measurement = made_result({made_site(7, {"f\n\x1b[31m\xc2\x9b", "operator[] große(int)"})});
  Frame frame = *measurement.sites[0].frames[0];
  frame.file = "/a\r.cc";
  measurement.sites[0].frames[0] = frame;
  const std::vector<std::string> texts = all(message_of(measurement), 6);
  for (const char* text : {"f\\x0a\\x1b[31m\\u{9b}", "operator[] große(int)", "/a\\x0d.cc"})
    EXPECT_THAT(texts, Contains(text));
}

TEST(PprofProfile, ThePeakIsTheDefault) {
  const std::string message = message_of(example());
  EXPECT_EQ(all(message, 6)[number(message, 14)], "peak_space");
  EXPECT_EQ(number(message, 12), 1u);
}

TEST(PprofProfile, ASampleHasItsLocationsLeafFirstAndSixNumbers) {
  const std::vector<std::string> samples = all(message_of(example()), 2);
  ASSERT_EQ(samples.size(), 1u);
  EXPECT_THAT(packed(samples[0], 1), ElementsAre(1, 2));
  EXPECT_THAT(packed(samples[0], 2), ElementsAre(1, -7, 1, -7, 1, -7));
}

TEST(PprofProfile, ALocationIsInTheWindowOfItsModule) {
  const Measurement measurement = example();
  const std::string message = message_of(measurement);
  const std::string mapping = all(message, 3).at(0);
  EXPECT_EQ(number(mapping, 2), std::uint64_t{1} << 32);
  EXPECT_EQ(number(mapping, 3), std::uint64_t{2} << 32);
  const std::string location = all(message, 4).at(0);
  EXPECT_EQ(number(location, 2), 1u);
  EXPECT_EQ(number(location, 3), (std::uint64_t{1} << 32) + measurement.sites[0].frames[0]->offset);
  EXPECT_EQ(number(all(location, 4).at(0), 1), 1u);
}

// Neither overflows: addresses are modulo 2^64, here and in pprof.
TEST(PprofProfile, OffsetsOfAnySizeAreTaken) {
  Measurement measurement = example();
  Frame frame = *measurement.sites[0].frames[0];
  frame.offset = UINT64_MAX;
  measurement.sites[0].frames[0] = frame;
  EXPECT_EQ(number(all(message_of(measurement), 4).at(0), 3), (std::uint64_t{1} << 32) - 1);
}

TEST(PprofProfile, TheSameProfileGivesTheSameBytes) {
  EXPECT_EQ(message_of(example()), message_of(example()));
}

}  // namespace
}  // namespace highwater
