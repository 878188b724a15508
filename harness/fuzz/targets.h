// SPDX-License-Identifier: Apache-2.0
// What reads input that nobody vouches for, as functions that a fuzzer calls with any bytes: whatever they
// are, the reader answers, and what it took for good survives being written and read again. A crash, a
// sanitizer's word, a time-out or a failed require() is a finding, and its input becomes a file of corpus/.
//
// Run by libFuzzer (preset `asan`, ci/fuzz), and by replay_test.cc with every file of corpus/ and some noise.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>

namespace highwater::fuzz {

struct Target {
  const char* name;  // also its folder in corpus/
  void (*run)(std::string_view input);
};
std::span<const Target> targets();

// The one of this name; null: there is none.
const Target* find_target(std::string_view name);

// Ends the process with a message unless `holds`.
void require(bool holds, const char* what);

void read_massif(std::string_view input);        // massif files, and its trees of allocations
void read_massif_notes(std::string_view input);  // Valgrind's log, labels of massif's trees
void read_result(std::string_view input);        // result files, with what a check added
void read_baseline(std::string_view input);
void read_manifest(std::string_view input);
void read_configuration(std::string_view input);
void read_waivers(std::string_view input);
void read_proposal(std::string_view input);
void read_words(std::string_view input);  // amounts, dates, shards, names: what flags and values are made of
void read_segment(
    std::string_view input);  // what a program wrote into the memory that it shares with the harness
void read_symbols(std::string_view input);  // an ELF file with DWARF
void ask_http(std::string_view input);      // what a client sends to the server of the live page

// What ask_http's server answers to a client that sends this and waits for it.
std::string http_answers(std::string_view input);

}  // namespace highwater::fuzz
