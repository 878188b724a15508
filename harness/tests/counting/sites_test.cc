// SPDX-License-Identifier: Apache-2.0
// Where bytes come from, end to end: programs whose sites are known are measured for real, and each site is
// named by its functions, its file and its line, with numbers to the byte.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <csignal>
#include <nlohmann/json.hpp>
#include <sstream>

#include "base/file.h"
#include "tests/counting/testing/command.h"
#include "tests/counting/testing/tier.h"

namespace highwater::e2e {
namespace {

using testing::ElementsAre;
using testing::EndsWith;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::UnorderedElementsAre;

constexpr const char* kVariants[] = {HIGHWATER_TEST_SITES, HIGHWATER_TEST_SITES_WITH_FRAME_POINTERS};

ProbeRun run(const std::vector<std::string>& command) {
  Setting setting;
  setting.sites = Sites::kOn;
  ProbeRun run = measured(command, setting);
  EXPECT_EQ(numbers_of(Tier::kSites, run.measurement), numbers_of(run.measurement.metrics));
  EXPECT_TRUE(run.measurement.exact);
  return run;
}

// "fixture::leaf(unsigned long)": "leaf".
std::string short_name(const Frame& frame) {
  const std::string name = frame.function.substr(0, frame.function.find('('));
  return name.rfind("fixture::", 0) == 0 ? name.substr(9) : name;
}

// Up to where the program's own code begins; "" where it does not.
std::string chain_of(const SiteResult& site) {
  std::string chain;
  for (const FrameRef& frame : site.frames) {
    const std::string name = short_name(*frame);
    chain += (chain.empty() ? "" : " < ") + name;
    if (name == "main" || name == "work") return chain;
  }
  return "";
}

struct SiteNumbers {
  std::int64_t peak = 0, peak_blocks = 0, retained = 0, retained_blocks = 0, allocated = 0, allocations = 0;
};
std::string line(const std::string& chain, const SiteNumbers& numbers) {
  std::ostringstream text;
  text << chain << ": peak " << numbers.peak << " in " << numbers.peak_blocks << ", retained "
       << numbers.retained << " in " << numbers.retained_blocks << ", allocated " << numbers.allocated
       << " in " << numbers.allocations;
  return text.str();
}
// One block that is there at the peak and stays.
std::string kept(const std::string& chain, std::int64_t bytes) {
  return line(chain, {bytes, 1, bytes, 1, bytes, 1});
}
// Of those that the program's own code is in: libstdc++ allocates before it.
std::vector<std::string> lines_of(const std::vector<SiteResult>& sites) {
  std::vector<std::string> lines;
  for (const SiteResult& site : sites)
    if (const std::string chain = chain_of(site); !chain.empty())
      lines.push_back(line(chain, {site.peak_bytes, site.peak_blocks, site.retained_bytes,
                                   site.retained_blocks, site.allocated_bytes, site.allocations}));
  return lines;
}

bool ends_in(const std::string& text, const std::string& end) {
  return text.size() >= end.size() && text.compare(text.size() - end.size(), end.size(), end) == 0;
}

// The line of the fixture that ends in "site: `name`".
int line_of_site(const std::string& name) {
  std::istringstream source(read_file(HIGHWATER_TEST_FIXTURES "/sites.cc").value_or(""));
  int number = 1;
  for (std::string text; std::getline(source, text); ++number)
    if (ends_in(text, " site: " + name)) return number;
  ADD_FAILURE() << "no site " << name;
  return 0;
}

const SiteResult& site_at(const Measurement& measurement, const std::string& chain) {
  for (const SiteResult& site : measurement.sites)
    if (chain_of(site) == chain) return site;
  ADD_FAILURE() << chain << " is not there: " << testing::PrintToString(lines_of(measurement.sites));
  static const SiteResult kNothing;
  return kNothing;
}

TEST(Sites, AreNamedByTheirFunctions) {
  for (const char* program : kVariants)
    EXPECT_THAT(lines_of(run({program, "shapes"}).measurement.sites),
                UnorderedElementsAre(
                    kept("leaf < first < shapes < main", 1000), kept("inlined < first < shapes < main", 300),
                    // Two calls in second() are two sites.
                    kept("leaf < second < shapes < main", 50), kept("leaf < second < shapes < main", 50)))
        << program;
}

// Of the call, not of the line after it.
TEST(Sites, HaveTheLineOfTheCall) {
  for (const char* program : kVariants) {
    const Measurement measurement = run({program, "shapes"}).measurement;
    const SiteResult& plain = site_at(measurement, "leaf < first < shapes < main");
    ASSERT_GE(plain.frames.size(), 2u);
    EXPECT_EQ(plain.frames[0]->line, line_of_site("leaf"));
    EXPECT_THAT(plain.frames[0]->file, EndsWith("fixtures/sites.cc"));
    EXPECT_EQ(plain.frames[0]->module, program);
    EXPECT_FALSE(plain.frames[0]->inlined);
    EXPECT_EQ(plain.frames[1]->line, line_of_site("inlined") + 3);  // leaf(1000) in first()
    const SiteResult& inlined = site_at(measurement, "inlined < first < shapes < main");
    ASSERT_GE(inlined.frames.size(), 2u);
    EXPECT_EQ(inlined.frames[0]->line, line_of_site("inlined"));
    EXPECT_TRUE(inlined.frames[0]->inlined);
    EXPECT_EQ(inlined.frames[1]->line, line_of_site("inlined") + 4);  // inlined(300) in first()
    EXPECT_EQ(inlined.frames[0]->offset, inlined.frames[1]->offset);
  }
}

// 100 bytes grow to 700, which is the peak, and shrink to 20: each block is its last caller's.
TEST(Sites, ReallocIsAttributedToItsCaller) {
  EXPECT_THAT(lines_of(run({HIGHWATER_TEST_SITES, "realloc"}).measurement.sites),
              UnorderedElementsAre(line("begin < reallocates < main", {.allocated = 100, .allocations = 1}),
                                   line("grow < reallocates < main", {700, 1, 0, 0, 700, 1}),
                                   line("shrink < reallocates < main", {0, 0, 20, 1, 20, 1})));
}

// calloc(10, 30); "eleven_long" with its zero.
TEST(Sites, OfTheWholeFamilyAreThere) {
  const Measurement measurement = run({HIGHWATER_TEST_SITES, "family"}).measurement;
  std::vector<std::string> own;
  for (const std::string& text : lines_of(measurement.sites)) {
    if (text.find("strdup < use_strdup") == std::string::npos)
      own.push_back(text);
    else
      EXPECT_THAT(text, EndsWith(kept("strdup < use_strdup < family < main", 12)));
  }
  EXPECT_THAT(own, UnorderedElementsAre(kept("use_calloc < family < main", 300),
                                        kept("use_posix_memalign < family < main", 512),
                                        kept("use_new < family < main", 40),
                                        kept("use_new_array < family < main", 81),
                                        kept("use_aligned_new < family < main", 128)));
  for (const auto& [chain, name] :
       {std::pair("use_calloc", "calloc"), std::pair("use_posix_memalign", "posix_memalign"),
        std::pair("use_new", "new"), std::pair("use_new_array", "new_array"),
        std::pair("use_aligned_new", "aligned_new")})
    EXPECT_EQ(site_at(measurement, std::string(chain) + " < family < main").frames[0]->line,
              line_of_site(name));
}

// Without debug information the symbols name the functions that are there: what was inlined is its caller.
TEST(Sites, WithoutDebugInformationAreNamedBySymbols) {
  const Measurement measurement = run({HIGHWATER_TEST_SITES_WITHOUT_DEBUG, "shapes"}).measurement;
  EXPECT_THAT(lines_of(measurement.sites), UnorderedElementsAre(kept("leaf < first < shapes < main", 1000),
                                                                kept("first < shapes < main", 300),
                                                                kept("leaf < second < shapes < main", 50),
                                                                kept("leaf < second < shapes < main", 50)));
  EXPECT_EQ(site_at(measurement, "leaf < first < shapes < main").frames[0]->line, 0);
}

// Without symbols too, places are still told apart, by file and offset.
TEST(Sites, OfAStrippedProgramHaveTheirPlaces) {
  const Measurement measurement = run({HIGHWATER_TEST_SITES_STRIPPED, "shapes"}).measurement;
  std::vector<std::int64_t> sizes;
  for (const SiteResult& site : measurement.sites) {
    if (site.frames[0]->module != HIGHWATER_TEST_SITES_STRIPPED) continue;
    sizes.push_back(site.peak_bytes);
    EXPECT_EQ(site.frames[0]->function, "");
    EXPECT_GT(site.frames[0]->offset, 0u);
  }
  EXPECT_THAT(sizes, ElementsAre(1000, 300, 50, 50));
}

// In C, with and without frame pointers, debug information and symbols: the same stacks.
TEST(Sites, OfAProgramInCAreThere) {
  for (const char* program : {HIGHWATER_TEST_PLAIN_SITES, HIGHWATER_TEST_PLAIN_SITES_WITH_FRAME_POINTERS})
    EXPECT_THAT(lines_of(run({program}).measurement.sites),
                UnorderedElementsAre(kept("inner < outer < main", 1000), kept("outer < main", 24)))
        << program;
  std::vector<std::size_t> depths;
  for (const SiteResult& site : run({HIGHWATER_TEST_PLAIN_SITES_STRIPPED}).measurement.sites)
    depths.push_back(site.frames.size());
  // With what libc has before main.
  ASSERT_THAT(depths, testing::SizeIs(2));
  EXPECT_EQ(depths[0], depths[1] + 1);
}

// 50,000 bytes before: at the start of "outer" nothing is its own, and then it frees more than it allocates,
// so that its peak is its start. "inner" has 50 and 50.
TEST(Sites, OfRegionsAreNetOfTheirStart) {
  for (const char* program : kVariants) {
    const Measurement measurement = run({program, "regions"}).measurement;
    EXPECT_THAT(lines_of(measurement.sites),
                UnorderedElementsAre(line("large < regions < main", {50000, 1, 0, 0, 50000, 1}),
                                     line("leaf < first < regions < main", {0, 0, 1000, 1, 1000, 1}),
                                     line("inlined < first < regions < main", {0, 0, 300, 1, 300, 1}),
                                     line("leaf < second < regions < main", {0, 0, 50, 1, 50, 1}),
                                     line("leaf < second < regions < main", {0, 0, 50, 1, 50, 1}),
                                     line("leaf < second < regions < main", {0, 0, 50, 1, 50, 1}),
                                     line("leaf < second < regions < main", {0, 0, 50, 1, 50, 1})));
    ASSERT_EQ(measurement.regions.size(), 2u);
    EXPECT_EQ(measurement.regions[0].name, "outer");
    EXPECT_THAT(
        lines_of(measurement.regions[0].sites),
        UnorderedElementsAre(line("large < regions < main", {.retained = -50000, .retained_blocks = -1}),
                             line("leaf < first < regions < main", {0, 0, 1000, 1, 1000, 1}),
                             line("inlined < first < regions < main", {0, 0, 300, 1, 300, 1}),
                             line("leaf < second < regions < main", {0, 0, 50, 1, 50, 1}),
                             line("leaf < second < regions < main", {0, 0, 50, 1, 50, 1})));
    EXPECT_THAT(lines_of(measurement.regions[1].sites),
                UnorderedElementsAre(kept("leaf < second < regions < main", 50),
                                     kept("leaf < second < regions < main", 50)));
  }
}

TEST(Sites, OfARegionThatIsKilledAreThere) {
  const ProbeRun killed = run({HIGHWATER_TEST_SITES, "region_killed"});
  EXPECT_EQ(killed.outcome.signal, SIGKILL);
  ASSERT_EQ(killed.measurement.regions.size(), 1u);
  EXPECT_THAT(lines_of(killed.measurement.regions[0].sites),
              UnorderedElementsAre(kept("leaf < second < enters_a_region_and_is_killed < main", 50),
                                   kept("leaf < second < enters_a_region_and_is_killed < main", 50)));
}

TEST(Sites, AreThereHoweverTheProgramEnds) {
  const struct {
    const char* mode;
    const char* chain;
    int signal;
  } ends[] = {{"killed", "leaf < second < is_killed < main", SIGKILL},
              {"aborts", "leaf < second < aborts < main", SIGABRT},
              {"_exit", "leaf < second < exits_at_once < main", 0}};
  for (const auto& end : ends) {
    const ProbeRun ended = run({HIGHWATER_TEST_SITES, end.mode});
    EXPECT_EQ(ended.outcome.signal.value_or(0), end.signal);
    EXPECT_THAT(lines_of(ended.measurement.sites),
                UnorderedElementsAre(kept(end.chain, 50), kept(end.chain, 50)));
  }
}

// Twelve threads, four at a time, at one site.
TEST(Sites, OfThreadsAreOne) {
  for (const char* program : kVariants) {
    const Measurement measurement = run({program, "threads"}).measurement;
    const SiteResult& site = site_at(measurement, "leaf < work");
    EXPECT_EQ(site.allocations, 12);
    EXPECT_EQ(site.allocated_bytes, 12 * 77);
    EXPECT_EQ(site.retained_bytes, 12 * 77);
    EXPECT_EQ(site.retained_blocks, 12);
  }
}

TEST(Sites, OfAForkedChildAreNotTheParents) {
  EXPECT_THAT(lines_of(run({HIGHWATER_TEST_SITES, "forks"}).measurement.sites),
              UnorderedElementsAre(kept("leaf < forks < main", 10), kept("leaf < forks < main", 20)));
}

// Both plug-ins are unloaded in the end, and were at the same addresses: 111 and 222 bytes, twice each.
TEST(Sites, OfUnloadedPluginsAreToldApart) {
  const Measurement measurement = run({HIGHWATER_TEST_SITE_PLUGIN_HOST}).measurement;
  std::map<std::string, std::int64_t> bytes;
  for (const SiteResult& site : measurement.sites) {
    const std::string chain = chain_of(site);
    if (chain.find("plugin_call") == std::string::npos) continue;
    bytes[chain] += site.retained_bytes;
    EXPECT_EQ(site.frames[0]->module,
              chain[0] == 'a' ? HIGHWATER_TEST_SITE_PLUGIN_ALPHA : HIGHWATER_TEST_SITE_PLUGIN_OMEGA);
    EXPECT_THAT(site.frames[0]->file, EndsWith("site_plugin.c"));
  }
  EXPECT_THAT(bytes, ElementsAre(std::pair("alpha < plugin_call < load_and_call < main", 222),
                                 std::pair("omega < plugin_call < load_and_call < main", 444)));
}

TEST(Sites, AreNotThereUnlessAskedFor) {
  const Measurement measurement = measured({HIGHWATER_TEST_SITES, "shapes"}).measurement;
  EXPECT_FALSE(measurement.has_sites);
  EXPECT_THAT(measurement.sites, IsEmpty());
}

TEST(SitesOfTheCommand, AreShownBelowTheNumbers) {
  const ProcessOutcome outcome = plain_run(run_of({HIGHWATER_TEST_SITES, "regions"}, {"--sites"}));
  EXPECT_EQ(outcome.exit_code, 0);
  EXPECT_THAT(outcome.standard_error.tail,
              HasSubstr("large <- regions <- main  sites.cc:" + std::to_string(line_of_site("large"))));
}

TEST(SitesOfTheCommand, AreInItsJson) {
  const ProcessOutcome outcome =
      plain_run(run_of({HIGHWATER_TEST_SITES, "regions"}, {"--sites", "--json", "-"}));
  ASSERT_EQ(outcome.exit_code, 0) << outcome.standard_error.tail;
  const nlohmann::json result = nlohmann::json::parse(outcome.standard_output.tail);
  const auto expect_sums = [](const nlohmann::json& part) {
    for (const char* metric :
         {"peak_bytes", "retained_bytes", "retained_blocks", "allocated_bytes", "allocations"}) {
      std::int64_t sum = 0;
      for (const nlohmann::json& site : part.at("sites")) sum += site.at(metric).get<std::int64_t>();
      EXPECT_EQ(sum, part.at("metrics").at(metric).get<std::int64_t>()) << metric;
    }
  };
  expect_sums(result);
  ASSERT_EQ(result.at("regions").size(), 2u);
  for (const nlohmann::json& region : result.at("regions")) expect_sums(region);
  const nlohmann::json& frame =
      result.at("frames").at(result.at("sites").at(0).at("stack").at(0).get<std::size_t>());
  const std::set<std::string> functions = [&] {
    std::set<std::string> names;
    for (const nlohmann::json& each : result.at("frames"))
      if (each.at("function").is_string()) names.insert(each.at("function").get<std::string>());
    return names;
  }();
  EXPECT_TRUE(functions.count("fixture::large()") == 1) << testing::PrintToString(functions);
  EXPECT_TRUE(frame.at("module").is_string() && frame.at("offset").is_number_integer());
}

// Where randomisation cannot be turned off every run has other addresses, and the same sites.
TEST(SitesOfTheCommand, AreTheSameAtRandomisedAddresses) {
  const auto result_of = [](std::vector<std::string> words) {
    const std::vector<std::string> run = run_of({HIGHWATER_TEST_SITES, "shapes"}, {"--sites", "--json", "-"});
    words.insert(words.end(), run.begin(), run.end());
    const ProcessOutcome outcome = plain_run(words);
    EXPECT_EQ(outcome.exit_code, 0) << outcome.standard_error.tail;
    return nlohmann::json::parse(outcome.standard_output.tail);
  };
  const nlohmann::json fixed = result_of({});
  EXPECT_THAT(fixed.at("frames").dump(), HasSubstr("fixture::leaf("));
  for (int i = 0; i < 2; ++i) {
    const nlohmann::json randomised = result_of({HIGHWATER_TEST_WITHOUT_PERSONALITY, "all"});
    EXPECT_THAT(randomised.at("warnings").dump(), HasSubstr("randomisation could not be turned off"));
    EXPECT_EQ(randomised.at("sites"), fixed.at("sites"));
    EXPECT_EQ(randomised.at("frames"), fixed.at("frames"));
  }
}

TEST(SitesOfTheCommand, AreNotForMassif) {
  const ProcessOutcome outcome =
      plain_run(run_of({HIGHWATER_TEST_SITES, "shapes"}, {"--sites", "--probe", "massif"}));
  EXPECT_EQ(outcome.exit_code, 2);
  EXPECT_EQ(outcome.standard_error.tail,
            "highwater: error: --sites needs the counting probe\nhint: leave --probe massif out\n");
}

}  // namespace
}  // namespace highwater::e2e
