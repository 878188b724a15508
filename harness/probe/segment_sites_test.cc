// SPDX-License-Identifier: Apache-2.0
// Site tables as a program leaves them, and as one does that means harm: the target can write there at will.
#include "probe/segment_sites.h"

#include <gmock/gmock.h>
#include <sys/mman.h>

#include <cstring>
#include <limits>
#include <random>

#include "probe/segment.h"

namespace highwater {
namespace {

using counting::kBoundary;
using counting::kEvent;
using counting::Process;
using counting::SiteTables;
using testing::IsEmpty;
using testing::SizeIs;

using Place = SegmentSites::Place;

class SegmentSitesTest : public testing::Test {
 protected:
  // Address space alone: the tables have room for more than there ever is.
  SegmentSitesTest()
      : memory_(::mmap(nullptr, counting::kSlotBytesWithSites, PROT_READ | PROT_WRITE,
                       MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0)) {}
  ~SegmentSitesTest() override { ::munmap(memory_, counting::kSlotBytesWithSites); }
  void SetUp() override { ASSERT_NE(memory_, MAP_FAILED); }

  void clear() { ::madvise(memory_, counting::kSlotBytesWithSites, MADV_DONTNEED); }
  Process& process() { return *static_cast<Process*>(memory_); }
  SiteTables& tables() { return *counting::site_tables_of(&process()); }
  SegmentSites read() { return read_sites(process(), tables()); }

  void add_module(const char* path, std::initializer_list<unsigned char> build_id) {
    counting::Module& module = tables().modules[tables().module_count++];
    std::strcpy(module.path, path);
    module.build_id_bytes = static_cast<std::uint32_t>(build_id.size());
    std::copy(build_id.begin(), build_id.end(), module.build_id);
  }
  // Its number.
  std::uint32_t add_location(std::uint32_t module, std::uint64_t offset) {
    if (tables().location_count == 0) tables().location_count = counting::kFirstLocation;
    tables().locations[tables().location_count] = counting::make_location(module, offset);
    return tables().location_count++;
  }
  std::uint32_t add_site(std::initializer_list<std::uint32_t> frames) {
    if (tables().site_count == 0) tables().site_count = 1;
    tables().stacks[tables().site_count] = {tables().frame_count, static_cast<std::uint32_t>(frames.size())};
    for (const std::uint32_t frame : frames) tables().frames[tables().frame_count++] = frame;
    return tables().site_count++;
  }

  void* memory_;
};

TEST_F(SegmentSitesTest, NothingGivesNothing) {
  const SegmentSites sites = read();
  EXPECT_THAT(sites.modules, IsEmpty());
  EXPECT_THAT(sites.stacks, IsEmpty());
  EXPECT_THAT(sites.process, IsEmpty());
  EXPECT_THAT(sites.regions, IsEmpty());
  EXPECT_FALSE(sites.cut);
}

// The program's own file has no path in the loader's list.
TEST_F(SegmentSitesTest, ModulesHaveTheirPathsAndBuildIds) {
  std::strcpy(tables().executable, "/bin/program");
  add_module("", {0x0a, 0xff, 0x00});
  add_module("/lib/a.so", {});
  EXPECT_EQ(read().modules, (std::vector<ModuleResult>{{"/bin/program", "0aff00"}, {"/lib/a.so", ""}}));
}

// The loader has a path as dlopen or LD_LIBRARY_PATH had it.
TEST_F(SegmentSitesTest, ARelativePathIsOneOfTheProcesssFolder) {
  add_module("./plugins/a.so", {});
  add_module("linux-vdso.so.1", {});
  EXPECT_EQ(read().modules, (std::vector<ModuleResult>{{"./plugins/a.so", ""}, {"linux-vdso.so.1", ""}}));
  std::strcpy(tables().folder, "/project");
  EXPECT_EQ(read().modules,
            (std::vector<ModuleResult>{{"/project/plugins/a.so", ""}, {"linux-vdso.so.1", ""}}));
}

TEST_F(SegmentSitesTest, StacksAreLeafFirst) {
  add_module("/bin/program", {});
  const std::uint32_t inner = add_location(0, 0x1234);
  const std::uint32_t outer = add_location(counting::kNoModule, 0x7fff00000000);
  add_site({inner, outer});
  add_site({outer, counting::kTruncated});
  const SegmentSites sites = read();
  ASSERT_THAT(sites.stacks, SizeIs(3));
  EXPECT_THAT(sites.stacks[0].places, IsEmpty());
  EXPECT_EQ(sites.stacks[1].places, (std::vector<Place>{{0, 0x1234}, {counting::kNoModule, 0x7fff00000000}}));
  EXPECT_FALSE(sites.stacks[1].truncated);
  EXPECT_EQ(sites.stacks[2].places, (std::vector<Place>{{counting::kNoModule, 0x7fff00000000}}));
  EXPECT_TRUE(sites.stacks[2].truncated);
}

// Two threads at one site, in lanes of their own: one has changed it since the peak, the other has not.
TEST_F(SegmentSitesTest, ASiteIsTheSumOfItsLanes) {
  add_site({});
  process().slots[0].window = 3;
  counting::Site& changed = tables().sites[0][1];
  changed.allocated_bytes = 500;
  changed.allocations = 5;
  changed.freed_bytes = 480;
  changed.frees = 4;
  changed.window = 3;
  changed.peak_bytes = 300;
  changed.peak_blocks = 3;
  counting::Site& unchanged = tables().sites[1][1];
  unchanged.allocated_bytes = 70;
  unchanged.allocations = 1;
  unchanged.window = 2;
  unchanged.peak_bytes = 9999;
  EXPECT_EQ(read().process[1], (SiteResult{.peak_bytes = 370,
                                           .peak_blocks = 4,
                                           .retained_bytes = 90,
                                           .retained_blocks = 2,
                                           .allocated_bytes = 570,
                                           .allocations = 6,
                                           .frames = {}}));
}

// Twenty terabytes passed through one site: a program that allocates and frees a megabyte does that in
// seconds.
TEST_F(SegmentSitesTest, LargeTotalsStay) {
  constexpr std::int64_t kBytes = std::int64_t{20} << 40;
  add_site({});
  tables().sites[0][1].allocated_bytes = kBytes;
  tables().sites[0][1].freed_bytes = kBytes;
  EXPECT_EQ(read().process[1].allocated_bytes, kBytes);
}

TEST_F(SegmentSitesTest, AKillInAnEventIsSeen) {
  add_site({});
  process().region_count = 1;
  process().slots[0].pending = kEvent;
  EXPECT_TRUE(read().cut);
  EXPECT_THAT(read().regions, testing::ElementsAre(SizeIs(2)));
}

TEST_F(SegmentSitesTest, AKillAtABoundaryLeavesRegionsWithoutSites) {
  add_site({});
  process().region_count = 1;
  process().slots[0].pending = kBoundary;
  EXPECT_TRUE(read().cut);
  EXPECT_THAT(read().regions, testing::ElementsAre(IsEmpty()));
}

TEST_F(SegmentSitesTest, NumbersBeyondAnyProgramAreNotBelieved) {
  add_site({});
  add_site({});
  tables().sites[0][1].allocated_bytes = std::numeric_limits<std::int64_t>::max();
  tables().sites[0][2].allocated_bytes = 5;
  EXPECT_EQ(read().process, std::vector<SiteResult>(3));
}

// One entry of each kind, each with every index out of range.
TEST_F(SegmentSitesTest, IndexesOutOfRangeLeadNowhere) {
  constexpr std::uint32_t kAll = std::numeric_limits<std::uint32_t>::max();
  add_module("/bin/program", {});
  const std::uint32_t place = add_location(1, 0x10);  // of a module that is not there
  tables().modules[0].build_id_bytes = kAll;
  for (const std::uint32_t frame : {place, place + 1, counting::kMaxLocations, kAll}) add_site({frame});
  for (const std::uint32_t first : {counting::kMaxFrames - 1, counting::kMaxFrames, kAll}) {
    tables().stacks[tables().site_count] = {first, 3};
    ++tables().site_count;
  }
  const SegmentSites sites = read();
  EXPECT_EQ(sites.modules[0].build_id.size(), 2 * counting::kMaxBuildIdBytes);
  EXPECT_EQ(sites.stacks[1].places, (std::vector<Place>{{counting::kNoModule, 0x10}}));
  for (std::size_t i = 2; i < sites.stacks.size(); ++i) {
    EXPECT_THAT(sites.stacks[i].places, IsEmpty()) << i;
    EXPECT_TRUE(sites.stacks[i].truncated) << i;
  }
}

// What a field may be told: what it may be, what it may not, and the ends of its type.
class Garbage {
 public:
  explicit Garbage(unsigned seed) : random_(seed) {}

  std::uint64_t word() {
    const std::uint64_t some[] = {0,
                                  1,
                                  2,
                                  255,
                                  256,
                                  4095,
                                  4096,
                                  std::uint64_t{1} << 16,
                                  std::uint64_t{1} << 18,
                                  std::uint64_t{1} << 23,
                                  std::uint64_t{1} << 31,
                                  std::uint64_t{1} << 44,
                                  std::uint64_t{1} << 60,
                                  std::uint64_t{1} << 63,
                                  ~std::uint64_t{0},
                                  ~std::uint64_t{0} >> 1};
    return random_() % 2 == 0 ? some[random_() % std::size(some)] : random_() >> (random_() % 64);
  }
  void fill(void* memory, std::size_t bytes) {
    for (std::size_t i = 0; i + sizeof(std::uint64_t) <= bytes; i += sizeof(std::uint64_t)) {
      const std::uint64_t word = this->word();
      std::memcpy(static_cast<char*>(memory) + i, &word, sizeof word);
    }
  }
  bool once_in(unsigned times) { return random_() % times == 0; }
  std::uint64_t below(std::uint64_t bound) { return random_() % bound; }

 private:
  std::mt19937_64 random_;
};

// Everything that is read is garbage; the counts are small, or one of them is not.
void fill(Garbage& garbage, Process& process, SiteTables& tables) {
  garbage.fill(&process, sizeof process);
  if (!garbage.once_in(4)) process.flags = 0;
  if (!garbage.once_in(4)) process.region_count = static_cast<std::uint32_t>(garbage.below(6));
  for (counting::OpenRegion& open : process.open_regions) {
    open.in_use = garbage.once_in(8);
    open.region = static_cast<std::uint32_t>(garbage.below(8));
    if (garbage.once_in(2)) open.closes_at_version = 0;
  }
  process.slots[0].pending = static_cast<std::uint32_t>(garbage.below(4));
  process.slots[0].window = garbage.below(3);
  garbage.fill(&tables, offsetof(SiteTables, modules));
  garbage.fill(tables.modules, 8 * sizeof(counting::Module));
  garbage.fill(tables.locations, 64 * sizeof(counting::Location));
  garbage.fill(tables.stacks, 300 * sizeof(counting::SiteStack));
  for (auto& lane : tables.sites) {
    garbage.fill(lane, 300 * sizeof(counting::Site));
    for (counting::Site* site = lane; site != lane + 300; ++site) site->window = garbage.below(3);
  }
  garbage.fill(tables.frames, 1024);
  for (auto& chunk_of : tables.columns.chunk_of)
    for (std::uint32_t i = 0; i < 2; ++i)
      chunk_of[i] = static_cast<std::uint16_t>(garbage.once_in(8) ? garbage.word() : garbage.below(4));
  garbage.fill(tables.columns.chunks, 3 * sizeof tables.columns.chunks[0]);
  tables.site_count = static_cast<std::uint32_t>(garbage.below(300));
  tables.module_count = static_cast<std::uint32_t>(garbage.below(10));
  tables.location_count = static_cast<std::uint32_t>(garbage.once_in(4) ? garbage.word() : garbage.below(64));
}

// Nothing crashes or overflows (the sanitizers' runs of this test), and all that comes out can be added up.
TEST_F(SegmentSitesTest, GarbageInEveryFieldHarmsNobody) {
  for (unsigned round = 0; round < 2000; ++round) {
    Garbage garbage(round);
    fill(garbage, process(), tables());
    const ProcessReport report = read_process(process(), &tables());
    ASSERT_TRUE(report.sites);
    ASSERT_EQ(report.sites->stacks.size(), report.sites->process.size());
    ASSERT_EQ(report.sites->regions.size(), report.regions.size());
    std::int64_t sum = 0;
    for (const SiteResult& site : report.sites->process) sum += site.peak_bytes + site.retained_bytes;
    for (const std::vector<SiteResult>& region : report.sites->regions) {
      ASSERT_TRUE(region.empty() || region.size() == report.sites->stacks.size());
      for (const SiteResult& site : region) ASSERT_LT(site.allocations, std::int64_t{1} << 61);
    }
    ASSERT_LT(sum, std::numeric_limits<std::int64_t>::max()) << "never reached: an overflow is caught before";
    for (const SegmentSites::Stack& stack : report.sites->stacks)
      for (const Place& place : stack.places)
        ASSERT_TRUE(place.module == counting::kNoModule || place.module < report.sites->modules.size());
  }
}

// Every count at its largest, and every region open many times: the work is bounded by what the tables hold,
// not by what they say.
TEST_F(SegmentSitesTest, TheLargestCountsGiveNoMoreThanTheTablesHold) {
  for (const std::uint32_t regions : {20u, std::numeric_limits<std::uint32_t>::max()}) {
    clear();
    for (auto* count :
         {&tables().site_count, &tables().module_count, &tables().location_count, &tables().frame_count})
      *count = std::numeric_limits<std::uint32_t>::max();
    for (counting::SiteStack& stack : tables().stacks) stack = {0, counting::kMaxDepth};
    for (std::uint32_t i = 0; i < counting::kMaxDepth; ++i) tables().frames[i] = counting::kFirstLocation;
    process().region_count = regions;
    for (counting::OpenRegion& open : process().open_regions) open.in_use = 1;
    const SegmentSites sites = read();
    EXPECT_EQ(sites.process.size(), counting::kMaxSites);
    std::size_t frames = 0;
    for (const SegmentSites::Stack& stack : sites.stacks) frames += stack.places.size();
    EXPECT_EQ(frames, counting::kMaxFrames);
  }
}

}  // namespace
}  // namespace highwater
