// SPDX-License-Identifier: Apache-2.0
// The seeds are good: a fuzzer that starts from what is refused at once gets nowhere.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/file.h"
#include "baseline/baseline_json.h"
#include "compare/outcome_json.h"
#include "fuzz/targets.h"
#include "gate/proposal.h"
#include "probe/massif_file.h"
#include "probe/massif_log.h"
#include "probe/massif_xtree.h"
#include "result/json.h"
#include "suite/configuration.h"
#include "suite/manifest.h"
#include "suite/waivers.h"
#include "symbols/dwarf_symbolizer.h"

namespace highwater {
namespace {

using testing::StartsWith;

std::string seed(const std::string& name) {
  return *read_file(std::string(HIGHWATER_FUZZ_CORPUS) + "/" + name);
}

template <typename Value>
void expect_read(const Expected<Value>& read) {
  EXPECT_TRUE(read) << read.error().what;
}

// What the seeds of configurations and waivers speak of.
Manifest scenarios() {
  return *parse_manifest(
      R"({"schema": 1, "profile": "linux-test", "baselines": "b", "results": "r", "scenarios": [
      {"name": "a/b", "command": ["x"], "probes": ["counting", "massif"]}, {"name": "d", "command": ["x"]}]})",
      "highwater.json");
}

TEST(Seeds, OfJsonReadersAreRead) {
  expect_read(measurement_from_json(seed("result/sites.json"), "sites.json"));
  expect_read(outcome_from_json(seed("result/outcome.json"), "outcome.json"));
  expect_read(baseline_from_json(seed("baseline/seed.json"), "seed.json", {"linux-test", "a/b"}));
  expect_read(parse_manifest(seed("manifest/seed.json"), "seed.json", Configuration{}));
  expect_read(proposal_from_json(seed("proposal/seed.json"), "seed.json"));
  expect_read(parse_configuration(seed("configuration/seed.json"), "seed.json", scenarios()));
  expect_read(parse_waivers(seed("waivers/seed.json"), "seed.json", scenarios()));
}

TEST(Seeds, OfMassifReadersAreRead) {
  expect_read(parse_massif(seed("massif/file.ms"), "file.ms"));
  expect_read(parse_xtree(seed("massif/xtree.ms"), "xtree.ms"));
  EXPECT_TRUE(parse_massif_log(seed("massif_notes/log.txt"), 1).at_exit.has_value());
}

// At an address that symbols_reader.cc asks for.
TEST(Seeds, OfTheSymboliserHasALine) {
  DwarfSymbolizer symbolizer("/nonexistent");
  const std::vector<SymbolFrame> frames =
      symbolizer.resolve({.path = HIGHWATER_FUZZ_ELF, .build_id = ""}, 0x1004);
  EXPECT_TRUE(frames.back().file.ends_with("seed.cc")) << frames.back().file;
  EXPECT_GT(frames.back().line, 0);
  EXPECT_NE(frames.back().function, "");
}

TEST(Seeds, OfTheServerAreAnswered) {
  for (const char* name : {"heap", "json", "mark", "page"})
    EXPECT_THAT(fuzz::http_answers(seed("http/" + std::string(name) + ".txt")), StartsWith("HTTP/1.1 200 "))
        << name;
  EXPECT_THAT(fuzz::http_answers(seed("http/refused.txt")), StartsWith("HTTP/1.1 421 "));
}

}  // namespace
}  // namespace highwater
