# SPDX-License-Identifier: Apache-2.0
# The Debian package: cpack makes it, dpkg installs it, a consumer gates with it, dpkg removes it without a trace. It is installed
# into a root of its own, with a copy of this system's list of packages: dpkg checks the dependencies against what is really
# here, and the system is left alone. fakeroot, because the owner of the files is root. -DBUILD -DSCRATCH -DGENERATOR.
cmake_minimum_required(VERSION 3.25)
include("${CMAKE_CURRENT_LIST_DIR}/consumer.cmake")
foreach(program dpkg dpkg-deb dpkg-query fakeroot)
  find_program(HAS_${program} ${program} REQUIRED)
endforeach()
set(admin "${SCRATCH}/root/var/lib/dpkg")
file(REMOVE_RECURSE "${SCRATCH}")
file(MAKE_DIRECTORY "${SCRATCH}/packages" "${admin}/info" "${admin}/updates")

expect_exit("cpack" 0 ${CMAKE_CPACK_COMMAND} -G DEB --config "${BUILD}/CPackConfig.cmake" -B "${SCRATCH}/packages")
file(GLOB package "${SCRATCH}/packages/*.deb")
cmake_path(GET package FILENAME name)
if(NOT name MATCHES "^highwater_0\\.1\\.0_[a-z0-9]+\\.deb$")
  message(FATAL_ERROR "cpack made '${package}'")
endif()
expect_exit("dpkg-deb" 0 dpkg-deb --field "${package}")
expect("control file" "${output}" "Section: devel" "Priority: optional" "Recommends: valgrind, git" "libc6 (>= " "libdw1 (>= "
       "libelf1 (>= " "libfmt9 (>= " "libstdc++6 (>= " "zlib1g (>= ")
expect_exit("dpkg-deb" 0 dpkg-deb --contents "${package}")
expect("contents" "${output}" " ./usr/bin/highwater\n" " ./usr/lib/highwater/libhighwater_counting.so\n"
       " ./usr/share/man/man1/highwater-check.1.gz\n" " ./usr/share/doc/highwater/copyright\n"
       " ./usr/share/doc/highwater/changelog.gz\n" " ./usr/lib/cmake/highwater/highwater-config.cmake\n")
# Nothing runs when it comes or goes.
expect_exit("dpkg-deb" 0 dpkg-deb --info "${package}")
if(output MATCHES "postinst|postrm|preinst|prerm|triggers")
  message(FATAL_ERROR "the package has scripts:\n${output}")
endif()
expect_exit("dpkg-deb" 0 dpkg-deb --contents "${package}")
if(output MATCHES "usr/local|tmp/|/LICENSE")
  message(FATAL_ERROR "contents do not belong there:\n${output}")
endif()

file(COPY /var/lib/dpkg/status DESTINATION "${admin}")
# No trigger and no path on this system concerns a root that has nothing else in it.
set(dpkg fakeroot dpkg "--root=${SCRATCH}/root" "--log=${SCRATCH}/dpkg.log" --force-not-root
    --force-bad-path --no-triggers)
expect_exit("dpkg --install" 0 ${dpkg} --install "${package}")
set(prefix "${SCRATCH}/root/usr")
set(build "${SCRATCH}/build")
consumer_configure("${CMAKE_CURRENT_LIST_DIR}/find_package" "${build}" "-DCMAKE_PREFIX_PATH=${prefix}" -DSIZES=large -DPROBES=counting)
consumer_gates("${build}" "${prefix}/bin/highwater" 1 counting.cache/large)
expect_exit("massif, whose shim is stripped too" 0 "${prefix}/bin/highwater" run --probe massif --json "${SCRATCH}/massif.json" --
            "${build}/memory/scenario_cache" small)
file(READ "${SCRATCH}/massif.json" json)
string(JSON allocated GET "${json}" regions 0 metrics allocated_bytes)
if(NOT allocated EQUAL 100000)
  message(FATAL_ERROR "massif saw ${allocated} bytes in the region, expected 100000")
endif()
# With sites, from programs that were stripped.
expect_exit("sites" 0 "${prefix}/bin/highwater" run --sites --json "${SCRATCH}/sites.json" --
            "${build}/memory/scenario_cache" large)
file(READ "${SCRATCH}/sites.json" json)
if(NOT json MATCHES "\"function\": *\"main\"")
  message(FATAL_ERROR "no names in the sites:\n${json}")
endif()

expect_exit("dpkg --remove" 0 ${dpkg} --remove highwater)
file(GLOB_RECURSE left LIST_DIRECTORIES FALSE "${SCRATCH}/root/usr/*")
if(left)
  message(FATAL_ERROR "dpkg --remove left ${left}")
endif()

# A dependency that is not there is an error of dpkg's, not of a scenario's.
file(READ "${admin}/status" status)
string(REGEX REPLACE "(^|\n)Package: libdw1\n" "\\1Package: another-name\n" status "${status}")
file(WRITE "${admin}/status" "${status}")
expect_exit("dpkg --install without libdw1" 1 ${dpkg} --install "${package}")
expect("dpkg --install without libdw1" "${output}" "highwater depends on libdw1")
