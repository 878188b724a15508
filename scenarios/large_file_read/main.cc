// SPDX-License-Identifier: Apache-2.0
// scenario_large_file_read: story 2. A crawler back end reads an uploaded file. The variants differ in how
// much of it is in memory at one moment.
//
// --bytes makes the file smaller or larger than 64 MiB, to show how the peak grows with it; --describe is of
// 64 MiB.
//
// Region: "read". Outside: making the file. What a variant keeps of the file is still there when the region
// ends.
#include <highwater/scenario.h>

#include <array>
#include <cstdio>
#include <string_view>

#include "large_file_read/closed_forms.h"
#include "large_file_read/input_file.h"
#include "large_file_read/readers.h"
#include "support/arguments.h"
#include "support/failure.h"

namespace highwater::scenarios {
namespace {

enum class Part { kWhole, kTextHalf };

struct Variant {
  std::string_view name;
  std::uint64_t (*read)(const InputFile& file, Kept& kept);
  Part part;
  HeapBytes heap;            // of what it reads into
  std::size_t stream_bytes;  // what its stream adds to the peak
};

constexpr std::array<Variant, 5> kVariants{{
    {"read_all", read_all, Part::kWhole, heap_of_read_all(kFileBytes), 0},
    {"string_slurp", read_string_slurp, Part::kWhole, heap_of_string_slurp(kFileBytes), kStreamBytes},
    {"lines", read_lines, Part::kTextHalf, heap_of_lines(), kStreamBytes},
    {"chunks", read_chunks, Part::kWhole, heap_of_chunks(), 0},
    {"mapped", read_mapped, Part::kWhole, HeapBytes{}, 0},
}};

void describe(const Variant& variant) {
  std::printf("file_bytes %zu\ntext_bytes %zu\nlongest_line %zu\n", kFileBytes, kTextBytes, kLongestLine);
  std::printf("buffer_peak_bytes %zu\nstream_bytes %zu\n", variant.heap.peak, variant.stream_bytes);
  std::printf("peak_bytes %zu\nretained_bytes %zu\n", variant.heap.peak + variant.stream_bytes,
              variant.heap.retained);
  constexpr Growth kGrowth = growth_of(kFirstCapacity, kFileBytes);
  std::printf("read_all_previous_capacity %zu\nread_all_last_capacity %zu\n", kGrowth.previous, kGrowth.last);
}

void run(const Variant& variant, std::size_t bytes) {
  const InputFile file(bytes != 0 ? bytes : kFileBytes);
  Kept kept;
  std::uint64_t checksum = 0;
  {
    Region region("read");
    checksum = variant.read(file, kept);
  }
  const std::uint64_t expected = variant.part == Part::kWhole ? file.checksum() : file.text_checksum();
  if (checksum != expected) fail("the checksum of what was read is not that of the file");
}

int run(int argc, char** argv) {
  std::array<std::string_view, kVariants.size()> names;
  for (std::size_t i = 0; i < names.size(); ++i) names[i] = kVariants[i].name;
  const Arguments arguments = parse_arguments(argc, argv, names, ServerOption::kNone, BytesOption::kTaken);
  for (const Variant& variant : kVariants) {
    if (variant.name != arguments.variant) continue;
    if (arguments.describe) {
      describe(variant);
    } else {
      run(variant, arguments.bytes);
    }
  }
  return 0;
}

}  // namespace
}  // namespace highwater::scenarios

int main(int argc, char** argv) {
  return highwater::scenarios::run(argc, argv);
}
