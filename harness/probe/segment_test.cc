// SPDX-License-Identifier: Apache-2.0
#include "probe/segment.h"

#include <gtest/gtest.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstddef>
#include <cstring>
#include <limits>
#include <memory>

namespace highwater {
namespace {

using counting::Process;

class SegmentTest : public testing::Test {
 protected:
  void name_region(std::size_t index, const char* name) {
    std::strcpy(process_->regions[index].name, name);
    process_->region_count = static_cast<std::uint32_t>(index) + 1;
  }
  std::unique_ptr<Process> process_ = std::make_unique<Process>();
};

TEST_F(SegmentTest, ANewOneHasNoReport) {
  const Segment segment = *Segment::create(1, Sites::kOff);
  std::uint32_t lost = 7;
  EXPECT_TRUE(segment.reports(&lost).empty());
  EXPECT_EQ(lost, 0u);
}

// In a process of its own, to which memfd_create is forbidden. 0: the file has no name, and nobody else may
// open it.
int looks_at_segment_without_memfd() {
  static sock_filter filter[] = {BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
                                 BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_memfd_create, 0, 1),
                                 BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | ENOSYS),
                                 BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW)};
  const sock_fprog program = {.len = sizeof filter / sizeof *filter, .filter = filter};
  ::umask(0);
  if (::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) return 1;
  if (::prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) != 0) return 2;
  const Expected<Segment> segment = Segment::create(1, Sites::kOff);
  struct stat facts {};
  if (!segment || ::fstat(segment->fd(), &facts) != 0) return 3;
  if (facts.st_nlink != 0) return 4;
  return (facts.st_mode & 07777) == 0600 ? 0 : 5;
}

TEST_F(SegmentTest, WithoutMemfdItsFileIsNobodyElsesToOpen) {
  const pid_t child = ::fork();
  if (child == 0) ::_exit(looks_at_segment_without_memfd());
  int status = 0;
  ASSERT_EQ(::waitpid(child, &status, 0), child);
  ASSERT_TRUE(WIFEXITED(status));
  EXPECT_EQ(WEXITSTATUS(status), 0);
}

TEST_F(SegmentTest, TheTreesPeakHasItsUncertaintyAndNeedsNoSlot) {
  const Segment segment = *Segment::create(3);
  void* memory = ::mmap(nullptr, counting::kPageBytes, PROT_READ | PROT_WRITE, MAP_SHARED, segment.fd(), 0);
  ASSERT_NE(memory, MAP_FAILED);
  counting::ProcessTree& tree = static_cast<counting::Header*>(memory)->tree;
  EXPECT_EQ(segment.tree().peak_bytes, 0);
  tree.peak_bytes = 100;
  tree.certain_bytes = 90;
  EXPECT_EQ(segment.tree().peak_bytes, 100);
  EXPECT_EQ(segment.tree().uncertainty_bytes, 10);
  tree.certain_bytes = std::numeric_limits<std::int64_t>::min();  // a hostile program
  EXPECT_GT(segment.tree().uncertainty_bytes, 0);
  tree.certain_bytes = 110;
  EXPECT_EQ(segment.tree().uncertainty_bytes, 0);
  ::munmap(memory, counting::kPageBytes);
}

TEST_F(SegmentTest, SitesAreReadOfTheOneThatIsWanted) {
  const Segment segment = *Segment::create(2, Sites::kOn);
  const std::size_t bytes = counting::file_bytes(2, counting::kSlotBytesWithSites);
  void* memory = ::mmap(nullptr, bytes, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_NORESERVE, segment.fd(), 0);
  ASSERT_NE(memory, MAP_FAILED);
  static_cast<counting::Header*>(memory)->claimed = 2;
  char* const second = static_cast<char*>(memory) + counting::head_bytes(2) + counting::kSlotBytesWithSites;
  counting::SiteTables& tables = *counting::site_tables_of(reinterpret_cast<Process*>(second));
  tables.site_count = 5;
  std::uint32_t lost = 0;
  std::vector<ProcessReport> reports = segment.reports(&lost);
  ASSERT_EQ(reports.size(), 2u);
  for (const ProcessReport& report : reports) EXPECT_FALSE(report.sites.has_value());
  for (ProcessReport& report : reports) segment.read_sites(report);
  ASSERT_TRUE(reports[0].sites && reports[1].sites);
  EXPECT_TRUE(reports[0].sites->stacks.empty());
  EXPECT_EQ(reports[1].sites->stacks.size(), 5u);
  ::munmap(memory, bytes);
}

TEST_F(SegmentTest, ThePeakIsTheLargestOfWindowFoldAndLive) {
  process_->slots[0].allocated_bytes = 50;
  process_->window_peak_bytes = 40;  // killed between the two stores of one event
  process_->folded_peak_bytes = 30;
  EXPECT_EQ(read_process(*process_).metrics.peak_bytes, 50);
  process_->folded_peak_bytes = 60;
  EXPECT_EQ(read_process(*process_).metrics.peak_bytes, 60);
}

TEST_F(SegmentTest, AnOpenRegionEndsWithTheProcess) {
  name_region(0, "r");
  process_->slots[0].allocated_bytes = 500;
  process_->slots[0].allocations = 9;
  process_->slots[1].frees = 6;
  process_->window_peak_bytes = 800;
  auto& open = process_->open_regions[5];
  open.in_use = 1;
  open.start_live_bytes = 100;
  open.start_live_blocks = 1;
  open.start_allocations = 2;
  const ProcessReport report = read_process(*process_);
  ASSERT_EQ(report.regions.size(), 1u);
  EXPECT_EQ(report.regions[0].name, "r");
  EXPECT_EQ(report.regions[0].metrics.peak_bytes, 700);
  EXPECT_EQ(report.regions[0].metrics.retained_bytes, 400);
  EXPECT_EQ(report.regions[0].metrics.retained_blocks, 2);
  EXPECT_EQ(report.regions[0].metrics.allocations, 7);
}

// A kill between publishing the sums and giving the entry back: the pass is in the sums, and must not count
// twice.
TEST_F(SegmentTest, ARegionKilledWhileLeavingCountsOnce) {
  name_region(0, "r");
  process_->regions[0].version = 1;
  process_->regions[0].sums[1].retained_bytes = 40;
  process_->slots[0].allocated_bytes = 40;
  process_->open_regions[0].in_use = 1;
  process_->open_regions[0].closes_at_version = 1;
  EXPECT_EQ(read_process(*process_).regions[0].metrics.retained_bytes, 40);
}

TEST_F(SegmentTest, AHostileTargetCannotLeadTheReaderOutOfBounds) {
  std::memset(static_cast<void*>(process_->regions), 'x', sizeof process_->regions);  // names without an end
  process_->region_count = std::numeric_limits<std::uint32_t>::max();
  process_->open_regions[0].in_use = 1;
  process_->open_regions[0].region = std::numeric_limits<std::uint32_t>::max();
  const ProcessReport report = read_process(*process_);
  EXPECT_EQ(report.regions.size(), counting::kMaxRegions);
  EXPECT_EQ(report.regions[0].name.size(), counting::kRegionNameBytes);
}

}  // namespace
}  // namespace highwater
