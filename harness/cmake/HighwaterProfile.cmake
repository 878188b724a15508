# SPDX-License-Identifier: Apache-2.0
# The profile key, which says what platform and build a baseline belongs to: linux-x86_64-gnu12-release. And the builds
# that may have baselines at all. For HighwaterManifest.cmake and HighwaterScenario.cmake.

# Evaluated by the generator where the configuration is known no sooner.
function(_highwater_configuration out)
  get_property(multi_config GLOBAL PROPERTY GENERATOR_IS_MULTI_CONFIG)
  if(multi_config)
    set(configuration "$<LOWER_CASE:$<CONFIG>>")
  elseif(CMAKE_BUILD_TYPE)
    string(TOLOWER "${CMAKE_BUILD_TYPE}" configuration)
  else()
    set(configuration "none")
  endif()
  set(${out} "${configuration}" PARENT_SCOPE)
endfunction()

# "GNU" and "12.2.0": the compiler of the calling project, which need not have both languages.
function(_highwater_compiler out_id out_version)
  set(language CXX)
  if(NOT CMAKE_CXX_COMPILER_ID)
    set(language C)
  endif()
  set(${out_id} "${CMAKE_${language}_COMPILER_ID}" PARENT_SCOPE)
  set(${out_version} "${CMAKE_${language}_COMPILER_VERSION}" PARENT_SCOPE)
endfunction()

function(_highwater_profile out)
  string(TOLOWER "${CMAKE_SYSTEM_NAME}" system)
  string(TOLOWER "${CMAKE_SYSTEM_PROCESSOR}" processor)
  # Other systems' words for the same processors.
  string(REGEX REPLACE "^amd64$" "x86_64" processor "${processor}")
  string(REGEX REPLACE "^arm64$" "aarch64" processor "${processor}")
  _highwater_compiler(id version)
  string(TOLOWER "${id}" id)
  string(REGEX MATCH "^[0-9]+" major "${version}")
  _highwater_configuration(configuration)
  set(profile "${system}-${processor}-${id}${major}-${configuration}")

  string(REPLACE "," ";" sanitizers "${HIGHWATER_SANITIZE}")
  foreach(sanitizer IN LISTS sanitizers)
    string(SUBSTRING "${sanitizer}" 0 1 initial)
    if(sanitizer STREQUAL "undefined")
      set(initial "ub")
    endif()
    string(APPEND profile "-${initial}san")
  endforeach()
  set(${out} "${profile}" PARENT_SCOPE)
endfunction()

# HIGHWATER_GATE=ON in a build whose numbers say nothing about the program that is shipped is a mistake, not a skip. `out`
# becomes what restricts a test to the builds that may have baselines.
function(_highwater_require_gateable out)
  set(known Release RelWithDebInfo MinSizeRel)
  set(why "")
  get_property(multi_config GLOBAL PROPERTY GENERATOR_IS_MULTI_CONFIG)
  if(HIGHWATER_SANITIZE)
    set(why "HIGHWATER_SANITIZE=${HIGHWATER_SANITIZE}: a sanitizer has an allocator of its own")
  elseif("${CMAKE_C_FLAGS} ${CMAKE_CXX_FLAGS}" MATCHES "-fsanitize=")
    set(why "-fsanitize= in the compiler flags: a sanitizer has an allocator of its own")
  elseif(NOT multi_config AND NOT CMAKE_BUILD_TYPE IN_LIST known)
    set(why "CMAKE_BUILD_TYPE='${CMAKE_BUILD_TYPE}': unoptimised programs allocate otherwise than the ones shipped")
  endif()
  if(why)
    list(JOIN known ", " known)
    message(FATAL_ERROR "HIGHWATER_GATE=ON, but such a build has no baselines (${why}).\nBuild one of ${known} without "
                        "sanitizers, or set HIGHWATER_GATE=OFF.")
  endif()
  if(multi_config)
    set(${out} CONFIGURATIONS ${known} PARENT_SCOPE)
  else()
    set(${out} "" PARENT_SCOPE)
  endif()
endfunction()
