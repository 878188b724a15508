// SPDX-License-Identifier: Apache-2.0
// Programs that nobody prepared, by language: what they print and how they end is as without us, and the
// numbers are memcheck's and DHAT's to the byte where Valgrind runs the program in reasonable time.
#include <gmock/gmock.h>

#include <nlohmann/json.hpp>

#include "tests/counting/testing/command.h"
#include "tests/counting/testing/witnesses.h"

namespace highwater::e2e {
namespace {

using Json = nlohmann::json;
using testing::HasSubstr;

constexpr std::int64_t kMiB = 1 << 20;

class Languages : public Witnesses {
 protected:
  // Runs `command` bare and through `highwater run`, which must not show; what was measured.
  Json measured_like_bare(const std::vector<std::string>& command) {
    return result_like_bare(command).at("metrics");
  }
  Json result_like_bare(const std::vector<std::string>& command) {
    const ProcessOutcome bare = plain_run(command);
    const std::string path = folder() + "/result.json";
    const ProcessOutcome run = plain_run(run_of(command, {"--json", path}));
    const bool succeeds = bare.exit_code == 0;
    EXPECT_EQ(run.exit_code, succeeds ? 0 : 3) << run.standard_error.tail;
    EXPECT_EQ(run.standard_output.tail, bare.standard_output.tail);
    Json json = Json::parse(read_file(path).value_or("{}"));
    EXPECT_EQ(json.at("exit").at("code"), bare.exit_code.value_or(-1));
    return json;
  }
};

TEST_F(Languages, C) {
  const Json metrics = measured_like_bare({HIGHWATER_TEST_C});
  // 50 of them keep 100 i bytes, for i = 1, 3 … 99: 100 * 50^2.
  EXPECT_EQ(metrics.at("retained_bytes"), 250000 + 4096);  // and stdout's buffer
  expect_agreement({.command = {HIGHWATER_TEST_C}, .exit_code = 7});
}

TEST_F(Languages, Cxx) {
  measured_like_bare({HIGHWATER_TEST_CXX, "work"});
  // With threads: their blocks of size 0 cannot be replayed, and there are none.
  expect_agreement({.command = {HIGHWATER_TEST_CXX, "work"}}, ZeroSizes::kNone);
}

TEST_F(Languages, Rust) {
  const Json metrics = measured_like_bare({HIGHWATER_TEST_RUST});
  EXPECT_GE(metrics.at("retained_bytes"), 4321);
  expect_agreement({.command = {HIGHWATER_TEST_RUST}});
}

// Go itself takes memory from the kernel; what C code asks for is counted. The runtime's threads come and go,
// so their own blocks vary a little.
TEST_F(Languages, GoWithCgo) {
  const Json result = result_like_bare({HIGHWATER_TEST_GO_WITH_CGO, "0"});
  EXPECT_THAT(result.at("warnings").dump(), HasSubstr("its own heap comes from the kernel"));
  const Json& none = result.at("metrics");
  const Json some = measured_like_bare({HIGHWATER_TEST_GO_WITH_CGO, "64"});
  const std::int64_t retained =
      some.at("retained_bytes").get<std::int64_t>() - none.at("retained_bytes").get<std::int64_t>();
  EXPECT_NEAR(static_cast<double>(retained), 64 * kMiB, 64 * 1024);
}

TEST_F(Languages, Python) {
  const std::vector<std::string> command = {"/usr/bin/python3", "-I", "-S", "-c",
                                            "block = bytearray(3 << 20); print(len(block))"};
  const Json metrics = measured_like_bare(command);
  EXPECT_GT(metrics.at("peak_bytes"), 3 * kMiB);
  // Its hashes are seeded, and a seed moves what a dictionary asks for.
  Work work{.command = command};
  work.environment.push_back("PYTHONHASHSEED=0");
  expect_agreement(work, ZeroSizes::kNone);
}

TEST_F(Languages, NodeJs) {
  const Json metrics = measured_like_bare(
      {"node", "-e",
       "globalThis.kept = Buffer.alloc(32 << 20, 1); console.log(kept.length); process.exitCode = 5"});
  EXPECT_GT(metrics.at("peak_bytes"), 32 * kMiB);
}

TEST_F(Languages, Java) {
  const Json metrics = measured_like_bare({"java", "-XX:+UseSerialGC", "--list-modules"});
  EXPECT_GT(metrics.at("allocations"), 1000);
}

// A script's interpreter is the program.
TEST_F(Languages, AScript) {
  const std::string script = file("script", "#!/usr/bin/perl\nprint 'x' x 10; exit 4;\n");
  shell("chmod +x script");
  EXPECT_GT(measured_like_bare({script}).at("allocations"), 100);
}

// The address of malloc in such a program is that of a stub of its own, which is no allocator.
TEST_F(Languages, AProgramAtAFixedAddressThatTakesTheAddressOfMalloc) {
  const Json metrics = measured_like_bare({HIGHWATER_TEST_FIXED_ADDRESS});
  EXPECT_EQ(metrics.at("allocated_bytes"), 1000);
  EXPECT_EQ(metrics.at("allocations"), 1);
}

}  // namespace
}  // namespace highwater::e2e
