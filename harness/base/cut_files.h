// SPDX-License-Identifier: Apache-2.0
// Files that are mapped to be read, above all programs and their debug information, are not ours: whoever may
// write to one can make it shorter meanwhile, the measured program among them. Reading what has gone is a
// SIGBUS, which would end the harness.
//
// Not mapping them is no way round: libdw itself maps the .dwo files that it opens, and a section of 100 GB
// that a sparse file has would be read into memory.
#pragma once

namespace highwater {

// From now on what has gone from a mapped file reads as zeros, and the file as a damaged one. For the whole
// process, for good. A SIGBUS of another kind ends it as before.
void survive_cut_files();

}  // namespace highwater
