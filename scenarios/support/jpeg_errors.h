// SPDX-License-Identifier: Apache-2.0
// What libjpeg does about errors here: says which picture operation failed and why, and ends the scenario
// with exit code 1. libjpeg's own handler would print to stderr and exit too, but without the scenario's
// name, and through exit(), which a downloader thread must not call.
#pragma once

// jpeglib.h wants FILE and size_t and does not include what declares them.
// clang-format off
#include <cstdio>
#include <jpeglib.h>
// clang-format on

namespace highwater::scenarios {

// Fills in `errors` and returns it, for `cinfo.err`.
jpeg_error_mgr* failing_errors(jpeg_error_mgr& errors);

}  // namespace highwater::scenarios
