// SPDX-License-Identifier: Apache-2.0
// The written completion in real shells. bash and zsh are typed at; fish answers what it would offer.
#include <gtest/gtest.h>

#include "tests/consumers/generated.h"
#include "tests/consumers/typed_shell.h"

namespace highwater {
namespace {

// A command that shows how it was called, but answers the completion. The folder of the real one is in PATH.
constexpr const char* kShown =
    "highwater() {\n"
    "  if [ \"$1\" = complete-scenarios ]; then \"$HIGHWATER\" \"$@\"; else printf 'ARGS<%s>\\n' \"$*\"; fi\n"
    "}\n";

struct Case {
  const char* keys;
  const char* arguments;
};
constexpr Case kCases[] = {
    {"highwater ch\t", "check"},
    {"highwater check --st\t", "check --strict"},
    {"highwater run --probe ma\t", "run --probe massif"},
    {"highwater check --probe=cou\t", "check --probe=counting"},
    {"highwater check cache/l\t", "check cache/large"},
    {"highwater check --manifest other.json oth\t", "check --manifest other.json other/one"},
    {"highwater check --manifest=other.json oth\t", "check --manifest=other.json other/one"},
    {"highwater top res\t", "top result.txt"},
    {"highwater run --json res\t", "run --json result.txt"},
    {"highwater check --proposal fol\t", "check --proposal folder"},
    {"highwater help bise\t", "help bisect"},
    {"highwater --ver\t", "--version"},
    {"highwater run -- a_program_of_\t", "run -- a_program_of_this_test"},
    {"highwater run -- a_program_of_this_test --arg res\t", "run -- a_program_of_this_test --arg result.txt"},
};

class Completion : public testing::Test {
 protected:
  Completion() {
    Project& project = generated_.project();
    project.write(project.path("result.txt"), "");
    project.write(project.path("programs/a_program_of_this_test"), "#!/bin/sh\n");
    EXPECT_THAT(project.shell("chmod +x programs/*; mkdir folder"), Succeeds());
  }

  std::vector<std::string> environment() {
    const std::string folder = generated_.project().folder();
    return {
        "PATH=" + folder + "/programs:/usr/local/bin:/usr/bin:/bin", "HOME=" + folder, "ZDOTDIR=" + folder,
        std::string("HIGHWATER=") + HIGHWATER_TEST_COMMAND,          "TERM=xterm",     "LC_ALL=C.UTF-8"};
  }

  void types_all(TypedShell& shell) {
    for (const Case& one : kCases) {
      std::string arguments = shell.type(one.keys);
      // Behind a folder bash leaves the slash in the line, and zsh takes it away.
      if (!arguments.empty() && arguments.back() == '/') arguments.pop_back();
      EXPECT_EQ(arguments, one.arguments) << one.keys;
    }
  }

  // What fish would offer at the end of the line, without the descriptions.
  Names fish_offers(const std::string& line) {
    const Ran ran = generated_.project().shell(
        "PATH=$(dirname $HIGHWATER):$PATH; export PATH; unset HIGHWATER FIXTURE\n"
        "XDG_CONFIG_HOME=$PWD/config XDG_DATA_HOME=$PWD/data; export XDG_CONFIG_HOME XDG_DATA_HOME\n"
        "exec fish --no-config -c 'source share/fish/vendor_completions.d/highwater.fish; complete -C \"" +
        line + "\"' | cut -f 1");
    EXPECT_THAT(ran, Succeeds());
    EXPECT_EQ(ran.err, "");
    return lines_of(ran.out);
  }

  Names bash_offers(const std::string& words) {
    const Ran ran = generated_.project().shell(
        "bash --norc -c '. share/bash-completion/completions/highwater; COMP_WORDS=(highwater " + words +
        "); COMP_CWORD=$((${#COMP_WORDS[@]} - 1)); _highwater; printf \"%s\\n\" \"${COMPREPLY[@]}\"'");
    EXPECT_THAT(ran, Succeeds());
    EXPECT_EQ(ran.err, "");
    return lines_of(ran.out);
  }

  Generated generated_;
};

TEST_F(Completion, InBash) {
  Project& project = generated_.project();
  project.write(project.path("bashrc"), std::string(kShown) + "PS1='" + TypedShell::kPrompt +
                                            "'\nunset HISTFILE\nbind 'set enable-bracketed-paste off'\n"
                                            ". share/bash-completion/completions/highwater\n");
  TypedShell shell({"/bin/bash", "--noprofile", "--rcfile", project.path("bashrc"), "-i"}, environment(),
                   project.folder());
  types_all(shell);
}

TEST_F(Completion, InZsh) {
  Project& project = generated_.project();
  project.write(project.path(".zshrc"),
                std::string(kShown) + "PROMPT='" + TypedShell::kPrompt +
                    "'\nunset HISTFILE\nfpath=($PWD/share/zsh/site-functions $fpath)\n"
                    "autoload -U compinit && compinit -u -D\n");
  TypedShell shell({"/bin/zsh", "-d", "-i"}, environment(), project.folder());
  types_all(shell);
}

TEST_F(Completion, InFish) {
  EXPECT_EQ(fish_offers("highwater ch"), Names{"check"});
  EXPECT_EQ(fish_offers("highwater check --st"), Names{"--strict"});
  EXPECT_EQ(fish_offers("highwater run --probe "), (Names{"counting", "massif"}));
  EXPECT_EQ(fish_offers("highwater check --probe=cou"), Names{"--probe=counting"});
  EXPECT_EQ(fish_offers("highwater check "), (Names{"cache/large", "cache/small"}));
  EXPECT_EQ(fish_offers("highwater check --manifest other.json "), Names{"other/one"});
  EXPECT_EQ(fish_offers("highwater check --manifest=other.json "), Names{"other/one"});
  EXPECT_EQ(fish_offers("highwater top res"), Names{"result.txt"});
  EXPECT_EQ(fish_offers("highwater run --json res"), Names{"result.txt"});
  EXPECT_EQ(fish_offers("highwater check --proposal fol"), Names{"folder/"});
  EXPECT_EQ(fish_offers("highwater help bise"), Names{"bisect"});
  EXPECT_EQ(fish_offers("highwater --ver"), Names{"--version"});
  EXPECT_THAT(fish_offers("highwater run -- xmlli"), testing::Contains("xmllint"));
}

// A scenario that cannot be asked for is no error on somebody's terminal.
TEST_F(Completion, SaysNothingWithoutAManifest) {
  EXPECT_EQ(bash_offers("check --manifest nowhere.json \"\""), Names{});
  EXPECT_EQ(fish_offers("highwater check --manifest nowhere.json "), Names{});
}

TEST_F(Completion, KnowsEverySubcommand) {
  const Names subcommands = generated_.subcommands();
  EXPECT_THAT(bash_offers("\"\""), testing::IsSupersetOf(subcommands));
  EXPECT_EQ(fish_offers("highwater "), subcommands);
  const std::string zsh = generated_.text("zsh/site-functions/_highwater");
  for (const std::string& name : subcommands) EXPECT_THAT(zsh, testing::HasSubstr("\n    '" + name + ":"));
}

TEST_F(Completion, KnowsEveryFlag) {
  const std::string zsh = generated_.text("zsh/site-functions/_highwater");
  for (const std::string& name : generated_.subcommands()) {
    const Names flags = generated_.flags_of(name);
    EXPECT_EQ(bash_offers(name + " -"), flags) << name;
    const std::size_t begin = zsh.find("\n    " + name + ")\n");
    const std::string branch = zsh.substr(begin, zsh.find(";;", begin) - begin);
    Names long_flags;
    for (const std::string& flag : flags) {
      EXPECT_THAT(branch, testing::ContainsRegex("'[*]?" + flag + "[=+]?\\[")) << name;
      if (flag.rfind("--", 0) == 0) long_flags.insert(flag);
    }
    EXPECT_EQ(fish_offers("highwater " + name + " --"), long_flags) << name;
  }
}

}  // namespace
}  // namespace highwater
