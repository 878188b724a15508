// SPDX-License-Identifier: Apache-2.0
#include "result/context.h"

#include <sys/utsname.h>

#if defined(__GLIBC__)
#include <gnu/libc-version.h>
#endif

namespace highwater {

Context system_context() {
  Context context;
  struct utsname system {};
  if (::uname(&system) == 0) context.kernel = std::string(system.sysname) + " " + system.release;
#if defined(__GLIBC__)
  context.libc = std::string("glibc ") + ::gnu_get_libc_version();
#endif
  return context;
}

}  // namespace highwater
