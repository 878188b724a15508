// SPDX-License-Identifier: Apache-2.0
#include "support/jpeg_errors.h"

#include "support/failure.h"

namespace highwater::scenarios {
namespace {

[[noreturn]] void report_error(j_common_ptr cinfo) {
  char message[JMSG_LENGTH_MAX];
  cinfo->err->format_message(cinfo, message);
  fail(cinfo->is_decompressor != 0 ? "cannot decode a JPEG" : "cannot encode a JPEG", message);
}

// A warning means corrupt data, which a scenario's pictures never have.
void report_message(j_common_ptr cinfo, int level) {
  if (level < 0) report_error(cinfo);
}

}  // namespace

jpeg_error_mgr* failing_errors(jpeg_error_mgr& errors) {
  jpeg_std_error(&errors);
  errors.error_exit = report_error;
  errors.emit_message = report_message;
  return &errors;
}

}  // namespace highwater::scenarios
