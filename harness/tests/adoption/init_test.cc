// SPDX-License-Identifier: Apache-2.0
// `highwater init` on projects that have never heard of it.
#include <gtest/gtest.h>

#include <filesystem>

#include "tests/gate/testing/project.h"

namespace highwater {
namespace {

namespace fs = std::filesystem;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

class Init : public testing::Test {
 protected:
  Init() {
    project_.manifest_text("");
    fs::remove(project_.path("highwater.json"));
    project_.write("CMakeLists.txt", R"(cmake_minimum_required(VERSION 3.25)
project(somebody C)
enable_testing()
add_executable(works works.c)
target_compile_options(works PRIVATE -fno-builtin)
add_test(NAME works.small COMMAND works 1000)
add_test(NAME works/large COMMAND works 100000)
set_tests_properties(works/large PROPERTIES ENVIRONMENT MORE=500 TIMEOUT 20)
add_test(NAME fails COMMAND works)
add_test(NAME unbuilt COMMAND nosuch)
)");
    project_.write("works.c", R"(#include <stdlib.h>
int main(int count, char** arguments) {
  if (count < 2) return 3;
  const char* more = getenv("MORE");
  free(malloc(strtoul(arguments[1], NULL, 10) + (more == NULL ? 0 : strtoul(more, NULL, 10))));
  return 0;
}
)");
  }
  void build() {
    ASSERT_THAT(project_.shell("cmake -S . -B build -G Ninja >log && cmake --build build >>log"), Succeeds());
  }
  Project project_;
};

TEST_F(Init, ATestedProjectHasAGateAfterwards) {
  build();
  const Ran ran = project_.highwater({"init", "build"});
  ASSERT_THAT(ran, Succeeds());
  EXPECT_THAT(ran.out, HasSubstr("scenario  works.small"));
  EXPECT_THAT(ran.out, HasSubstr("scenario  works/large"));
  EXPECT_THAT(ran.out, HasSubstr("left out  fails (counting): the scenario failed: exit code 3"));
  EXPECT_THAT(ran.out, HasSubstr("left out  unbuilt"));
  EXPECT_TRUE(fs::exists(project_.path(".github/workflows/highwater.yml")));
  // Nothing in it is of this folder alone.
  EXPECT_THAT(project_.text(project_.path("highwater.json")), Not(HasSubstr(project_.folder())));
  ASSERT_THAT(project_.check(), Succeeds());
  EXPECT_THAT(project_.highwater({"list"}), Says(ExitStatus::kOk, "98.14 KiB"));  // 100,500 bytes

  // And the gate trips, for what is beyond 1 KiB more.
  std::string source = project_.text(project_.path("works.c"));
  project_.write("works.c", source.replace(source.find("NULL, 10) +"), 11, "NULL, 10) * 2 +"));
  build();
  EXPECT_THAT(project_.check(), Says(ExitStatus::kRegression, "2 checks: 1 ok, 1 REGRESSION"));
}

TEST_F(Init, WhatItWroteWorksInAnotherCheckout) {
  build();
  ASSERT_THAT(project_.highwater({"init", "build", "--ci", "none"}), Succeeds());
  EXPECT_FALSE(fs::exists(project_.path(".github")));
  ASSERT_THAT(
      project_.shell(
          "mkdir ../elsewhere && cp -r CMakeLists.txt works.c highwater.json baselines ../elsewhere && cd "
          "../elsewhere && cmake -S . -B build -G Ninja >log && cmake --build build >>log && "
          "\"$HIGHWATER\" check"),
      Succeeds());
}

TEST_F(Init, OverwritesNothing) {
  build();
  ASSERT_THAT(project_.highwater({"init", "build"}), Succeeds());
  const std::string manifest = project_.text(project_.path("highwater.json"));
  EXPECT_THAT(project_.highwater({"init", "build"}),
              Fails(ExitStatus::kUsage, "highwater.json: is there already", "move it away"));
  fs::remove(project_.path("highwater.json"));
  EXPECT_THAT(project_.highwater({"init", "build"}), Says(ExitStatus::kUsage, "baselines: is there already"));
  fs::remove_all(project_.path("baselines"));
  EXPECT_THAT(project_.highwater({"init", "build"}),
              Says(ExitStatus::kUsage, "highwater.yml: is there already"));
  EXPECT_FALSE(fs::exists(project_.path("highwater.json")));
  EXPECT_FALSE(fs::exists(project_.path("baselines")));
  ASSERT_THAT(project_.highwater({"init", "build", "--ci", "none"}), Succeeds());
  EXPECT_EQ(project_.text(project_.path("highwater.json")), manifest);
}

TEST_F(Init, GitLabsFileStandsBesideTheOneThatIsThere) {
  build();
  project_.write(".gitlab-ci.yml", "stages: [build]\n");
  EXPECT_THAT(project_.highwater({"init", "build"}), Says(ExitStatus::kOk, "include: .gitlab/highwater.yml"));
  EXPECT_TRUE(fs::exists(project_.path(".gitlab/highwater.yml")));
  EXPECT_EQ(project_.text(project_.path(".gitlab-ci.yml")), "stages: [build]\n");
}

TEST_F(Init, WithoutCtestTheExecutablesAreTaken) {
  ASSERT_THAT(
      project_.shell(
          "mkdir -p out/CMakeFiles && printf 'int main(void) { return 0; }' >p.c && cc p.c -o out/program "
          "&& cp out/program out/CMakeFiles/not && cc -shared -fPIC p.c -o out/library.so && cc -c p.c -o "
          "out/p.o && cc -static p.c -o out/static && chmod +x out/p.o && ln -s loop out/loop"),
      Succeeds());
  const Ran ran = project_.highwater({"init", "out", "--ci", "none", "--profile", "linux-mine"});
  ASSERT_THAT(ran, Succeeds());
  EXPECT_THAT(ran.out,
              HasSubstr("scenario  program\nwrote     highwater.json\nwrote     baselines/linux-mine/\n"));
  EXPECT_THAT(project_.check(), Succeeds());
}

// Its second run is the first of its baseline.
TEST_F(Init, ThatFailsLeavesNothingInTheWayOfTheNext) {
  project_.write("once.c", R"(#include <stdio.h>
int main(void) {
  FILE* file = fopen("ran", "r");
  if (file != NULL) return 3;
  return fopen("ran", "w") == NULL;
}
)");
  ASSERT_THAT(project_.shell("mkdir built && cc once.c -o built/once"), Succeeds());
  EXPECT_THAT(project_.highwater({"init", "built", "--ci", "none"}),
              Says(ExitStatus::kScenario, "the scenario failed: exit code 3"));
  EXPECT_FALSE(fs::exists(project_.path("highwater.json")));
  EXPECT_FALSE(fs::exists(project_.path("baselines")));
  ASSERT_THAT(project_.shell("printf 'int main(void) { return 0; }' >once.c && cc once.c -o built/once"),
              Succeeds());
  EXPECT_THAT(project_.highwater({"init", "built", "--ci", "none"}), Succeeds());
}

// What its tests wrote there is not its own.
TEST_F(Init, ThatFailsRemovesNoBaselinesButItsOwn) {
  project_.write("works.c", "int main(void) { return 0; }\n");
  project_.write("once.c", R"(#include <stdio.h>
#include <sys/stat.h>
int main(void) {
  FILE* picture = fopen(FOLDER "/picture.png", "r");
  if (picture != NULL) return 3;
  mkdir(FOLDER, 0777);
  mkdir(FOLDER "/linux-mine", 0777);
  return fopen(FOLDER "/picture.png", "w") == NULL || fopen(FOLDER "/linux-mine/picture.png", "w") == NULL;
}
)");
  ASSERT_THAT(project_.shell("mkdir built && cc works.c -o built/a && "
                             "cc -DFOLDER=\"\\\"$PWD/baselines\\\"\" once.c -o built/b"),
              Succeeds());
  EXPECT_THAT(project_.highwater({"init", "built", "--ci", "none", "--profile", "linux-mine"}),
              Says(ExitStatus::kScenario, "the scenario failed: exit code 3"));
  EXPECT_FALSE(fs::exists(project_.path("highwater.json")));
  EXPECT_THAT(files_below(project_.path("baselines")), ElementsAre("linux-mine/picture.png", "picture.png"));
}

// Here a link to it, which is there when the manifest is written, and not when the CI file is.
TEST_F(Init, ABuildFolderThatItsTestsRemoveIsWrittenAsItWasNamed) {
  project_.write("removes.c", R"(#include <unistd.h>
int main(void) {
  if (access(PROJECT "/highwater.json", F_OK) == 0) unlink(PROJECT "/build");
  return 0;
}
)");
  ASSERT_THAT(project_.shell("mkdir built && ln -s built build && "
                             "cc -DPROJECT=\"\\\"$PWD\\\"\" removes.c -o built/removes"),
              Succeeds());
  EXPECT_THAT(project_.highwater({"init", "build", "--ci", "github"}), Succeeds());
  EXPECT_FALSE(fs::exists(project_.path("build")));
  EXPECT_THAT(project_.text(project_.path(".github/workflows/highwater.yml")), HasSubstr("build"));
}

TEST_F(Init, AFolderWithoutAnythingIsAnError) {
  EXPECT_THAT(project_.highwater({"init", "absent"}),
              Fails(ExitStatus::kUsage, "absent: open", "highwater init build"));
  ASSERT_THAT(project_.shell("mkdir empty"), Succeeds());
  EXPECT_THAT(project_.highwater({"init", "empty"}),
              Fails(ExitStatus::kUsage, "empty: neither tests that ctest knows nor executables",
                    "cmake --build empty"));
  ASSERT_THAT(project_.shell("printf 'int main(void) { return 4; }' >p.c && cc p.c -o empty/program"),
              Succeeds());
  EXPECT_THAT(project_.highwater({"init", "empty"}),
              Says(ExitStatus::kScenario, "nothing in it can be measured"));
  EXPECT_FALSE(fs::exists(project_.path("highwater.json")));
}

}  // namespace
}  // namespace highwater
