# What every target of the project is compiled with: language level, warnings, output folders.

# CMake tolerates cycles between static libraries unless told otherwise; the layers must have none.
set_property(GLOBAL PROPERTY GLOBAL_DEPENDS_NO_CYCLES ON)

set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)

# The build tree has the shape of the install tree, so that the command finds its libraries the same way in both.
set(HIGHWATER_BIN_DIR "${PROJECT_BINARY_DIR}/bin")
set(HIGHWATER_LIB_DIR "${PROJECT_BINARY_DIR}/lib/highwater")

add_library(highwater_settings INTERFACE)
target_compile_features(highwater_settings INTERFACE cxx_std_20)

add_library(highwater_warnings INTERFACE)
target_compile_options(highwater_warnings INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wsign-conversion -Wnon-virtual-dtor -Wold-style-cast
  -Woverloaded-virtual -Wnull-dereference -Wformat=2
  $<$<BOOL:${HIGHWATER_WERROR}>:-Werror>)
