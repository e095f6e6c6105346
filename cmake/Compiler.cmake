# SPDX-License-Identifier: Apache-2.0
# Flags for our own code. Libraries are SYSTEM and stay as they are.
find_program(CCACHE ccache)
if(CCACHE)
  set(CMAKE_CXX_COMPILER_LAUNCHER ${CCACHE})
  set(CMAKE_C_COMPILER_LAUNCHER ${CCACHE})
endif()
find_program(MOLD mold)
if(MOLD)
  add_link_options(-fuse-ld=mold)
endif()

# -O3 builds a third longer and gains nothing that the benchmarks show.
set(CMAKE_CXX_FLAGS_RELEASE "-O2 -DNDEBUG")
# The sanitizers want line numbers and no more.
set(CMAKE_CXX_FLAGS_RELWITHDEBINFO "-O1 -gline-tables-only -DNDEBUG")
# Several sources in one go (CMAKE_UNITY_BUILD): half the time. The preset `single` compiles each source alone, for
# whoever edits one file again and again, and sees that each includes what it needs.
set(CMAKE_UNITY_BUILD_BATCH_SIZE 8)

add_library(concordat_flags INTERFACE)
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  # g++ 12 sees overlaps in std::string's own operator+ (GCC bug 105651).
  # Of shadowing, what one function does to itself: the rest would speak of names of other sources of a unit.
  target_compile_options(concordat_flags INTERFACE -Wno-restrict -Wshadow=local)
  # In a unit of several sources it inlines more and takes an optional's empty string for one that is used, and a
  # source's own namespace for that of a header. `single` has both warnings on.
  if(CMAKE_UNITY_BUILD)
    target_compile_options(concordat_flags INTERFACE -Wno-maybe-uninitialized -Wno-subobject-linkage)
  endif()
endif()
if(CMAKE_CXX_COMPILER_ID STREQUAL "Clang")
  # libstdc++ 12's std::stable_sort asks for a buffer by a function that C++17 deprecates; g++ still warns of our own uses.
  target_compile_options(concordat_flags INTERFACE -Wno-deprecated-declarations)
endif()
target_compile_options(concordat_flags INTERFACE
  -Wall -Wextra -Wpedantic -Wconversion -Wsign-conversion -Wnon-virtual-dtor -Wold-style-cast
  -Wimplicit-fallthrough -Werror
  # Same bytes from either compiler: no fused multiply-add behind our back.
  -ffp-contract=off
  -fno-omit-frame-pointer -fstack-protector-strong
  -ffile-prefix-map=${CMAKE_SOURCE_DIR}=.)
target_include_directories(concordat_flags INTERFACE ${CMAKE_SOURCE_DIR}/src)

target_compile_definitions(concordat_flags INTERFACE _GLIBCXX_ASSERTIONS)
if(CONCORDAT_SANITIZE)
  add_compile_options(-fsanitize=${CONCORDAT_SANITIZE} -fno-sanitize-recover=all)
  if(CONCORDAT_SANITIZE MATCHES undefined)
    # What a library does in its own headers is its own affair; to check it took a third of the build.
    add_compile_options(-fsanitize-ignorelist=${CMAKE_SOURCE_DIR}/cmake/not_ours.txt)
  endif()
  add_link_options(-fsanitize=${CONCORDAT_SANITIZE})
elseif(CMAKE_BUILD_TYPE STREQUAL "Release")
  target_compile_options(concordat_flags INTERFACE -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=2)
endif()

# concordat_library(NAME [IN folder] DEPENDS libraries…)
function(concordat_library name)
  cmake_parse_arguments(ARG "" "IN" "DEPENDS" ${ARGN})
  if(NOT ARG_IN)
    set(ARG_IN ${name})
  endif()
  file(GLOB sources CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/src/${ARG_IN}/*.cpp)
  if(NOT sources)
    add_library(${name} INTERFACE)
    target_link_libraries(${name} INTERFACE concordat_flags ${ARG_DEPENDS})
    return()
  endif()
  add_library(${name} STATIC ${sources})
  target_link_libraries(${name} PUBLIC concordat_flags ${ARG_DEPENDS})
endfunction()
