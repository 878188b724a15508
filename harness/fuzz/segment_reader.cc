// SPDX-License-Identifier: Apache-2.0
// Memory that a measured program has filled with whatever it likes. The input is a list of stores, each an
// area, a place in it, and a number; all else is 0, as the harness made it.
#include <sys/mman.h>

#include <cstdlib>
#include <cstring>

#include "counting/wire.h"
#include "fuzz/targets.h"
#include "probe/segment.h"
#include "probe/site_names.h"
#include "result/json.h"

namespace highwater::fuzz {
namespace {

using counting::Process;
using counting::SiteTables;

struct Store {
  std::uint8_t area;
  std::uint8_t width;  // of the number, as a power of two
  std::uint16_t at;    // in pieces of that width from the area's start
  std::uint32_t number;
};
static_assert(sizeof(Store) == 8);

class Memory {
 public:
  Memory()
      : memory_(static_cast<char*>(::mmap(nullptr, counting::kSlotBytesWithSites, PROT_READ | PROT_WRITE,
                                          MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0))) {
    if (memory_ == MAP_FAILED) std::abort();
    // A target that claims all sites has the reader look at tens of megabytes of nothing.
    const std::size_t sites = static_cast<std::size_t>(at(tables()->sites) - memory_) / counting::kPageBytes;
    ::madvise(memory_ + sites * counting::kPageBytes, sizeof tables()->sites, MADV_HUGEPAGE);
  }
  Process* process() { return reinterpret_cast<Process*>(memory_); }
  SiteTables* tables() { return counting::site_tables_of(process()); }
  void clear() { ::madvise(memory_, counting::kSlotBytesWithSites, MADV_DONTNEED); }

  void apply(const Store& store) {
    SiteTables* const tables = this->tables();
    char* const starts[] = {memory_,
                            at(process()->slots),
                            at(process()->regions),
                            at(process()->open_regions),
                            at(&process()->timeline),
                            at(tables),
                            at(tables->modules),
                            at(tables->locations),
                            at(tables->stacks),
                            at(tables->sites[0]),
                            at(tables->sites[1]),
                            at(tables->frames),
                            at(&tables->columns),
                            at(tables->columns.chunk_of),
                            at(tables->columns.chunks),
                            at(&process()->untracked_bytes)};
    const std::size_t width = std::size_t{1} << (store.width % 4);
    // The widest numbers: what is too large for anything, with either sign.
    const std::uint64_t number = width < 8               ? store.number
                                 : store.number % 4 == 0 ? std::uint64_t{store.number} << 31
                                 : store.number % 4 == 1 ? ~std::uint64_t{store.number}
                                                         : store.number;
    std::memcpy(starts[store.area % std::size(starts)] + store.at * width, &number, width);
  }

  // Nearly every number is more sites than there can be, and reading them, at most some hundred thousand of
  // nothing for each region, is most of the time. What is claimed then is a few, or, as far as the tests of
  // the reader go, all.
  void believe_less() {
    const std::uint32_t claimed = tables()->site_count.load();
    if (claimed > kManySites && claimed != kAllSites) tables()->site_count = claimed % kManySites;
  }

 private:
  static constexpr std::uint32_t kManySites = 256;
  static constexpr std::uint32_t kAllSites = 0xffffffff;
  template <typename Place>
  static char* at(Place* place) {
    return reinterpret_cast<char*>(place);
  }
  char* memory_;
};

// Names without files.
class NoSymbols : public Symbolizer {
 public:
  std::vector<SymbolFrame> resolve(const SymbolModule&, std::uint64_t) override { return {SymbolFrame{}}; }
};

}  // namespace

void read_segment(std::string_view input) {
  static Memory memory;
  memory.clear();
  for (std::size_t begin = 0; begin + sizeof(Store) <= input.size(); begin += sizeof(Store)) {
    Store store;
    std::memcpy(&store, input.data() + begin, sizeof store);
    memory.apply(store);
  }
  memory.believe_less();
  const ProcessReport plain = read_process(*memory.process());
  require(plain.peak_upper_bytes >= plain.metrics.peak_bytes, "a peak above its upper end");
  const ProcessReport report = read_process(*memory.process(), memory.tables());
  if (!report.sites || report.sites->process.size() > 5000) return;  // naming many takes long, and is alike
  Measurement measurement;
  measurement.scenario = "a/b";
  measurement.command = {"x"};
  measurement.end.code = 0;
  measurement.metrics = report.metrics;
  measurement.regions = report.regions;
  measurement.timeline = report.timeline;
  NoSymbols symbols;
  name_sites(*report.sites, symbols, measurement);
  // What a result holds can be read again.
  const auto read = measurement_from_json(to_json(measurement), "result.json");
  require(read.has_value(), read ? "" : read.error().what.c_str());
}

}  // namespace highwater::fuzz
