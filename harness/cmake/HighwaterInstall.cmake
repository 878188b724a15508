# SPDX-License-Identifier: Apache-2.0
# What `cmake --install` puts where, and the CMake package, which is found in the install tree and in the build tree alike:
#
#   bin/highwater            the command, which looks for its libraries in ../lib/highwater (gate/probes.cc)
#   lib/highwater/           what it preloads or loads; and highwater_counting.o, the linked form of the counting library
#   include/highwater/       the public headers
#   lib/cmake/highwater/     find_package(highwater): targets, and highwater_add_scenario with what it includes
#   share/                   manual pages, completion for bash, zsh and fish, a pkg-config file, documentation
#
# Everything finds everything else by relative paths, so that a tree may be moved. That is why these folders are fixed, and
# CMAKE_INSTALL_LIBDIR and its like have no say: a lib64 would part the command from its libraries.

include(CMakePackageConfigHelpers)

set(HIGHWATER_PACKAGE_DIR lib/cmake/highwater)
# The modules that a user's project includes. The package holds these and no other.
set(HIGHWATER_PACKAGE_MODULES HighwaterAdapters.cmake HighwaterDiscover.cmake HighwaterDiscoverTests.cmake
    HighwaterManifest.cmake HighwaterProfile.cmake HighwaterScenario.cmake HighwaterScenarioArguments.cmake
    HighwaterSizes.cmake HighwaterTolerance.cmake)

# highwater_install_targets(target…): part of the package, as highwater::<EXPORT_NAME>. The folder of a target calls this. What the target
# links must be in the package too; what is compiled in the project that found it is a file package/components/*.cmake.
function(highwater_install_targets)
  if(NOT HIGHWATER_INSTALL)
    return()
  endif()
  install(TARGETS ${ARGN} EXPORT highwater-targets
          RUNTIME DESTINATION bin LIBRARY DESTINATION lib/highwater ARCHIVE DESTINATION lib/highwater
          OBJECTS DESTINATION lib/highwater)
endfunction()

# What the command finds by itself, and nobody links.
function(highwater_install_private)
  if(HIGHWATER_INSTALL)
    install(TARGETS ${ARGN} LIBRARY DESTINATION lib/highwater)
  endif()
endfunction()

# A program that runs when another one of ours asks it to.
function(highwater_install_helper)
  if(HIGHWATER_INSTALL)
    install(TARGETS ${ARGN} RUNTIME DESTINATION lib/highwater)
  endif()
endfunction()

# highwater_install_sources(folder file…): what a project that finds the package compiles itself, in lib/highwater/source/<folder>,
# in the build tree as in the install tree. The calling folder is harness/<folder>.
function(highwater_install_sources folder)
  if(NOT HIGHWATER_INSTALL)
    return()
  endif()
  foreach(file IN LISTS ARGN)
    configure_file("${PROJECT_SOURCE_DIR}/harness/${folder}/${file}" "${HIGHWATER_LIB_DIR}/source/${folder}/${file}" COPYONLY)
  endforeach()
  set(files ${ARGN})
  list(TRANSFORM files PREPEND "${PROJECT_SOURCE_DIR}/harness/${folder}/")
  install(FILES ${files} DESTINATION "lib/highwater/source/${folder}")
endfunction()

# Called when all folders have named their targets.
function(highwater_install)
  if(NOT HIGHWATER_INSTALL)
    return()
  endif()
  _highwater_install_package()
  _highwater_install_manual()
  install(FILES "${HIGHWATER_LIB_DIR}/highwater_counting.o" DESTINATION lib/highwater)
  set(harness "${PROJECT_SOURCE_DIR}/harness")
  install(DIRECTORY "${harness}/include/highwater" DESTINATION include FILES_MATCHING PATTERN "*.h")
  install(DIRECTORY "${harness}/docs/" DESTINATION share/doc/highwater)
  install(FILES "${PROJECT_SOURCE_DIR}/LICENSE" "${PROJECT_SOURCE_DIR}/CHANGELOG.md" DESTINATION share/doc/highwater)
  # For builds that are not CMake's.
  configure_file("${harness}/cmake/package/highwater.pc.in" "${PROJECT_BINARY_DIR}/share/pkgconfig/highwater.pc" @ONLY)
  install(FILES "${PROJECT_BINARY_DIR}/share/pkgconfig/highwater.pc" DESTINATION share/pkgconfig)
endfunction()

# The config files are the same in both trees; only the files with the targets differ, which CMake writes.
function(_highwater_install_package)
  set(folder "${PROJECT_BINARY_DIR}/${HIGHWATER_PACKAGE_DIR}")
  set(package "${PROJECT_SOURCE_DIR}/harness/cmake/package")
  configure_file("${package}/highwater-config.cmake" "${folder}/highwater-config.cmake" COPYONLY)
  write_basic_package_version_file("${folder}/highwater-config-version.cmake" COMPATIBILITY SameMinorVersion)
  set(files "${folder}/highwater-config.cmake" "${folder}/highwater-config-version.cmake")
  foreach(module IN LISTS HIGHWATER_PACKAGE_MODULES)
    configure_file("${PROJECT_SOURCE_DIR}/harness/cmake/${module}" "${folder}/${module}" COPYONLY)
    list(APPEND files "${folder}/${module}")
  endforeach()
  file(GLOB components RELATIVE "${package}" CONFIGURE_DEPENDS "${package}/components/*.cmake")
  foreach(component IN LISTS components)
    configure_file("${package}/${component}" "${folder}/${component}" COPYONLY)
    install(FILES "${folder}/${component}" DESTINATION "${HIGHWATER_PACKAGE_DIR}/components")
  endforeach()
  install(FILES ${files} DESTINATION "${HIGHWATER_PACKAGE_DIR}")
  install(EXPORT highwater-targets NAMESPACE highwater:: DESTINATION "${HIGHWATER_PACKAGE_DIR}")
  export(EXPORT highwater-targets NAMESPACE highwater:: FILE "${folder}/highwater-targets.cmake")
endfunction()

# Manual pages and completion, which the command itself writes out of its flags.
function(_highwater_install_manual)
  set(folder "${PROJECT_BINARY_DIR}/manual")
  add_custom_command(OUTPUT "${folder}.stamp"
    COMMAND ${CMAKE_COMMAND} -E rm -rf "${folder}"
    COMMAND highwater generate "${folder}"
    COMMAND ${CMAKE_COMMAND} -E touch "${folder}.stamp"
    DEPENDS highwater COMMENT "Writing manual pages and completion" VERBATIM)
  add_custom_target(highwater-manual ALL DEPENDS "${folder}.stamp")
  install(DIRECTORY "${folder}/" DESTINATION share)
endfunction()
