# SPDX-License-Identifier: Apache-2.0
# `cpack` in the build folder: a Debian package for /usr, and a tarball that may be unpacked anywhere.
set(CPACK_GENERATOR "DEB;TGZ")
set(CPACK_PACKAGE_NAME highwater)
set(CPACK_PACKAGE_VENDOR Highwater)
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "memory-regression test harness for native programs")
set(CPACK_PACKAGE_DESCRIPTION "Highwater runs scenario programs under a counting allocator or under Valgrind's
massif, records peak and retained heap bytes, compares them with baselines kept
in git, and fails ctest and CI when they are exceeded. It then says which call
site grew.")
set(CPACK_RESOURCE_FILE_LICENSE "${PROJECT_SOURCE_DIR}/LICENSE")
set(CPACK_RESOURCE_FILE_README "${PROJECT_SOURCE_DIR}/README.md")
set(CPACK_STRIP_FILES ON)
set(CPACK_PRE_BUILD_SCRIPTS "${PROJECT_SOURCE_DIR}/harness/cmake/package/debian_files.cmake")
set(CPACK_POST_BUILD_SCRIPTS "${PROJECT_SOURCE_DIR}/harness/cmake/package/debian_scripts.cmake")

set(HIGHWATER_MAINTAINER "Highwater packagers <root@localhost.localdomain>" CACHE STRING
    "Who a Debian package made here names as its maintainer: Name <address>")
set(CPACK_PACKAGE_CONTACT "${HIGHWATER_MAINTAINER}")
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_SECTION devel)
set(CPACK_DEBIAN_PACKAGE_PRIORITY optional)
# What the command and its libraries are linked with; dpkg-shlibdeps knows the packages and the versions.
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
# The massif probe runs valgrind; review, trend, bisect and the revision of a result come from git.
set(CPACK_DEBIAN_PACKAGE_RECOMMENDS "valgrind, git")
set(CPACK_DEBIAN_PACKAGE_SUGGESTS "cmake (>= 3.25)")
set(CPACK_DEBIAN_PACKAGE_CONTROL_STRICT_PERMISSION ON)

include(CPack)
