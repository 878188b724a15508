// SPDX-License-Identifier: Apache-2.0
// Readers of what Valgrind writes.
#include "fuzz/targets.h"
#include "probe/massif_file.h"
#include "probe/massif_label.h"
#include "probe/massif_log.h"
#include "probe/massif_xtree.h"

namespace highwater::fuzz {

void read_massif(std::string_view input) {
  if (const auto read = parse_massif(input, "massif.out"); !read)
    require(!read.error().what.empty(), "an error without a message");
  if (const auto read = parse_xtree(input, "xtree.ms"); !read)
    require(!read.error().what.empty(), "an error without a message");
}

void read_massif_notes(std::string_view input) {
  parse_massif_log(input, 1);
  const MassifLabel label = parse_massif_label(input);
  require(label.function.size() <= input.size() + 3, "a label longer than its line");
}

}  // namespace highwater::fuzz
