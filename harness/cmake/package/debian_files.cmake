# SPDX-License-Identifier: Apache-2.0
# Run by cpack between installing and packing. What Debian's policy wants of a package, and nobody else: compressed manual pages
# and changelog (12.1, 12.7), a copyright file (12.5) that names the licence instead of repeating it.
if(NOT CPACK_GENERATOR STREQUAL "DEB")
  return()
endif()
set(root "${CPACK_TEMPORARY_INSTALL_DIRECTORY}/usr")
set(doc "${root}/share/doc/highwater")
if(NOT EXISTS "${doc}/LICENSE")
  message(FATAL_ERROR "nothing is installed in ${root}")
endif()
find_program(GZIP gzip REQUIRED)

file(REMOVE "${doc}/LICENSE")
file(WRITE "${doc}/copyright" "Format: https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/
Upstream-Name: highwater

Files: *
Copyright: 2026 the Highwater authors
License: Apache-2.0
 On Debian systems the text of the Apache License, version 2.0, is in
 /usr/share/common-licenses/Apache-2.0.
")
file(RENAME "${doc}/CHANGELOG.md" "${doc}/changelog")
file(GLOB pages "${root}/share/man/man1/*.1")
# -n: no name and no time, so that the same sources make the same package.
execute_process(COMMAND "${GZIP}" -9n ${pages} "${doc}/changelog" COMMAND_ERROR_IS_FATAL ANY)
