# SPDX-License-Identifier: Apache-2.0
# Run by cpack on the packages that it has made. It takes every library below /usr/lib for one of the system's, and adds scripts
# that run ldconfig when the package comes and goes. Ours are the command's own, and no loader looks for them: packed again,
# without the scripts.
if(NOT CPACK_GENERATOR STREQUAL "DEB")
  return()
endif()
find_program(DPKG_DEB dpkg-deb REQUIRED)
set(tree "${CPACK_TOPLEVEL_DIRECTORY}/without_scripts")
foreach(package IN LISTS CPACK_PACKAGE_FILES)
  file(REMOVE_RECURSE "${tree}")
  execute_process(COMMAND "${DPKG_DEB}" --raw-extract "${package}" "${tree}" COMMAND_ERROR_IS_FATAL ANY)
  file(REMOVE "${tree}/DEBIAN/postinst" "${tree}/DEBIAN/postrm" "${tree}/DEBIAN/triggers")
  execute_process(COMMAND "${DPKG_DEB}" --root-owner-group --build "${tree}" "${package}" OUTPUT_QUIET
                  COMMAND_ERROR_IS_FATAL ANY)
endforeach()
