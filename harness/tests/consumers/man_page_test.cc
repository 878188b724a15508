// SPDX-License-Identifier: Apache-2.0
// The written manual pages: complete, and without a complaint of the two programs that read them.
#include <gtest/gtest.h>

#include "tests/consumers/generated.h"

namespace highwater {
namespace {

using testing::HasSubstr;

class ManPage : public testing::Test {
 protected:
  // As text of 300 columns, so that nothing is broken over lines.
  std::string shown(const std::string& name) {
    const Ran ran =
        generated_.project().shell("mandoc -T utf8 -O width=300 share/" + Generated::man_page(name) +
                                   " | LC_ALL=C.UTF-8 sed 's/.\\x08//g'");
    EXPECT_THAT(ran, Succeeds());
    return ran.out;
  }
  Generated generated_;
};

TEST_F(ManPage, OfTheCommandNamesEverySubcommand) {
  const std::string page = shown("highwater");
  for (const std::string& name : generated_.subcommands())
    EXPECT_THAT(page, HasSubstr("highwater-" + name + "(1)"));
  EXPECT_THAT(page, HasSubstr("--version"));
  EXPECT_THAT(page, HasSubstr("a memory-regression test harness for native programs"));
}

TEST_F(ManPage, OfEachSubcommandHasAllThatItsHelpHas) {
  for (const std::string& name : generated_.subcommands()) {
    const std::string page = shown("highwater-" + name);
    for (const std::string& flag : generated_.flags_of(name)) EXPECT_THAT(page, HasSubstr(flag)) << name;
    EXPECT_THAT(page, HasSubstr("EXIT STATUS")) << name;
    EXPECT_THAT(page, HasSubstr("130 interrupted")) << name;
  }
  EXPECT_THAT(shown("highwater-run"), HasSubstr("highwater run [flags] -- COMMAND…"));
  EXPECT_THAT(shown("highwater-check"), HasSubstr("highwater check [flags] [SCENARIO…]"));
  EXPECT_THAT(shown("highwater-bisect"), HasSubstr("--good REVISION"));
  // An example, to the letter, with what roff would have swallowed.
  EXPECT_THAT(shown("highwater-update"),
              HasSubstr("HIGHWATER_REASON='…' cmake --build build --target highwater-update"));
}

TEST_F(ManPage, ThereIsNoneOfWhatIsHidden) {
  const Ran pages = generated_.project().shell("ls share/man/man1");
  EXPECT_THAT(pages.out, HasSubstr("highwater-check.1"));
  EXPECT_THAT(pages.out, testing::Not(HasSubstr("bisect-step")));
  const Ran ran = generated_.project().shell("grep -l -r -e bisect-step -e highwater-generate share");
  EXPECT_EQ(ran.out, "");
}

// A date would make two builds of the same sources differ; it is all that is missed.
TEST_F(ManPage, PassesMandocAndGroff) {
  const Ran lint = generated_.project().shell(
      "cd share/man/man1; ls | wc -l; mandoc -T lint -W warning *.1 | grep -v 'WARNING: missing date'");
  EXPECT_EQ(lint.out, std::to_string(generated_.subcommands().size() + 1) + "\n");
  const Ran groff = generated_.project().shell(
      "cd share/man/man1; for page in *.1; do groff -ww -man -Tutf8 $page > /dev/null || exit 1; done");
  EXPECT_THAT(groff, Succeeds());
  EXPECT_EQ(groff.err, "");
}

// That they complain when they should.
TEST_F(ManPage, WithAnErrorDoesNotPass) {
  Project& project = generated_.project();
  const std::string page = generated_.text(Generated::man_page("highwater-check"));
  project.write(project.path("bad.1"), page + ".XX nothing\n");
  EXPECT_THAT(project.shell("mandoc -T lint -W warning bad.1").out, HasSubstr("skipping unknown macro"));
  EXPECT_THAT(project.shell("groff -ww -man -Tutf8 bad.1 > /dev/null").err, HasSubstr("'XX' not defined"));
}

TEST_F(ManPage, CannotBeWrittenWhereNoFolderCanBe) {
  Project& project = generated_.project();
  project.write(project.path("file"), "");
  EXPECT_THAT(project.highwater({"generate", "file/share"}), Says(ExitStatus::kUsage, "file/share"));
}

}  // namespace
}  // namespace highwater
