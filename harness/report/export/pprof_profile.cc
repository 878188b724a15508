// SPDX-License-Identifier: Apache-2.0
// Fields and their numbers: google/pprof, proto/profile.proto.
//
// Addresses: a result has no addresses of a run but offsets in files, so each module gets a window of 4 GiB
// of its own, in which an offset is an address. All windows are of one size, because pprof tells modules
// apart by it.
#include "report/export/pprof_profile.h"

#include <map>
#include <protozero/pbf_builder.hpp>
#include <vector>

#include "base/printable.h"
#include "report/export/gzip.h"

namespace highwater {
namespace {

enum class ProfileField : protozero::pbf_tag_type {
  kSampleType = 1,
  kSample = 2,
  kMapping = 3,
  kLocation = 4,
  kFunction = 5,
  kStringTable = 6,
  kTimeNanos = 9,
  kDurationNanos = 10,
  kPeriodType = 11,
  kPeriod = 12,
  kComment = 13,
  kDefaultSampleType = 14,
};
enum class ValueTypeField : protozero::pbf_tag_type { kType = 1, kUnit = 2 };
enum class SampleField : protozero::pbf_tag_type { kLocationId = 1, kValue = 2 };
enum class MappingField : protozero::pbf_tag_type {
  kId = 1,
  kMemoryStart = 2,
  kMemoryLimit = 3,
  kFilename = 5,
  kBuildId = 6,
  kHasFunctions = 7,
  kHasFilenames = 8,
  kHasLineNumbers = 9,
  kHasInlineFrames = 10,
};
enum class LocationField : protozero::pbf_tag_type { kId = 1, kMappingId = 2, kAddress = 3, kLine = 4 };
enum class LineField : protozero::pbf_tag_type { kFunctionId = 1, kLine = 2 };
enum class FunctionField : protozero::pbf_tag_type { kId = 1, kName = 2, kFilename = 4 };

template <typename Field>
using Message = protozero::pbf_builder<Field>;

// Texts by number; the empty one is 0.
class StringTable {
 public:
  StringTable() { number_of(""); }
  std::int64_t number_of(const std::string& text) {
    const auto [entry, is_new] = numbers_.try_emplace(text, static_cast<std::int64_t>(texts_.size()));
    if (is_new) texts_.push_back(&entry->first);
    return entry->second;
  }
  const std::vector<const std::string*>& texts() const { return texts_; }

 private:
  std::map<std::string, std::int64_t> numbers_;
  std::vector<const std::string*> texts_;
};

class Encoder {
 public:
  explicit Encoder(std::string& data) : message_(data) {}

  void add_header(const PprofOptions& options) {
    for (const SampleType& type : kSampleTypes)
      add_value_type(ProfileField::kSampleType, type.name, type.unit);
    if (options.time_ns != 0) message_.add_int64(ProfileField::kTimeNanos, options.time_ns);
    if (options.duration_ns != 0) message_.add_int64(ProfileField::kDurationNanos, options.duration_ns);
    add_value_type(ProfileField::kPeriodType, "space", "bytes");
    message_.add_int64(ProfileField::kPeriod, 1);  // nothing is sampled
    if (!options.comment.empty())
      message_.add_int64(ProfileField::kComment, strings_.number_of(printable(options.comment)));
    message_.add_int64(ProfileField::kDefaultSampleType,
                       strings_.number_of(sample_type(options.shown_first).name));
  }

  void add(const SiteProfile& profile) {
    for (const SiteProfile::Sample& sample : profile.samples) add_sample(sample);
    for (std::size_t i = 0; i < profile.mappings.size(); ++i) add_mapping(profile.mappings[i], i);
    for (std::size_t i = 0; i < profile.locations.size(); ++i) add_location(profile.locations[i], i);
    for (std::size_t i = 0; i < profile.functions.size(); ++i) add_function(profile.functions[i], i);
  }

  // REQUIRES: everything else has been added.
  void add_strings() {
    for (const std::string* text : strings_.texts()) message_.add_string(ProfileField::kStringTable, *text);
  }

 private:
  static std::uint64_t window_of(std::uint64_t mapping) { return (mapping + 1) << 32; }

  void add_value_type(ProfileField field, const char* type, const char* unit) {
    Message<ValueTypeField> message(message_, field);
    message.add_int64(ValueTypeField::kType, strings_.number_of(type));
    message.add_int64(ValueTypeField::kUnit, strings_.number_of(unit));
  }

  void add_sample(const SiteProfile::Sample& sample) {
    std::vector<std::uint64_t> ids;
    for (const std::uint32_t location : sample.locations) ids.push_back(std::uint64_t{location} + 1);
    Message<SampleField> message(message_, ProfileField::kSample);
    message.add_packed_uint64(SampleField::kLocationId, ids.begin(), ids.end());
    message.add_packed_int64(SampleField::kValue, sample.values.begin(), sample.values.end());
  }

  void add_mapping(const SiteProfile::Mapping& mapping, std::uint64_t number) {
    Message<MappingField> message(message_, ProfileField::kMapping);
    message.add_uint64(MappingField::kId, number + 1);
    message.add_uint64(MappingField::kMemoryStart, window_of(number));
    message.add_uint64(MappingField::kMemoryLimit, window_of(number + 1));
    message.add_int64(MappingField::kFilename, strings_.number_of(printable(mapping.path)));
    message.add_int64(MappingField::kBuildId, strings_.number_of(mapping.build_id));
    // Whatever is known is there: pprof need not look for the file.
    message.add_bool(MappingField::kHasFunctions, true);
    message.add_bool(MappingField::kHasFilenames, true);
    message.add_bool(MappingField::kHasLineNumbers, true);
    message.add_bool(MappingField::kHasInlineFrames, true);
  }

  void add_location(const SiteProfile::Location& location, std::uint64_t number) {
    const bool is_mapped = location.mapping != SiteProfile::kNoMapping;
    Message<LocationField> message(message_, ProfileField::kLocation);
    message.add_uint64(LocationField::kId, number + 1);
    if (is_mapped) message.add_uint64(LocationField::kMappingId, std::uint64_t{location.mapping} + 1);
    message.add_uint64(LocationField::kAddress,
                       (is_mapped ? window_of(location.mapping) : 0) + location.offset);
    for (const SiteProfile::Line& line : location.lines) {
      Message<LineField> entry(message, LocationField::kLine);
      entry.add_uint64(LineField::kFunctionId, std::uint64_t{line.function} + 1);
      entry.add_int64(LineField::kLine, line.line);
    }
  }

  // Without a system name, or pprof would take it for one to demangle, and cut off the parameters. Names and
  // paths come from the program, and pprof prints them as they are.
  void add_function(const SiteProfile::Function& function, std::uint64_t number) {
    Message<FunctionField> message(message_, ProfileField::kFunction);
    message.add_uint64(FunctionField::kId, number + 1);
    message.add_int64(FunctionField::kName, strings_.number_of(printable(function.name)));
    message.add_int64(FunctionField::kFilename, strings_.number_of(printable(function.file)));
  }

  Message<ProfileField> message_;
  StringTable strings_;
};

}  // namespace

Expected<std::string> render_pprof(const SiteProfile& profile, const PprofOptions& options) {
  std::string data;
  Encoder encoder(data);
  encoder.add_header(options);
  encoder.add(profile);
  encoder.add_strings();
  return gzip(data);
}

}  // namespace highwater
