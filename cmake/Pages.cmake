# SPDX-License-Identifier: Apache-2.0
# concordat_pages(TARGET): the pages of web/, built by npm and Vite and linked into a program, which sees them as
# concordat::embedded_pages(). Without CONCORDAT_PAGES there are none, and nothing asks for Node.js.
option(CONCORDAT_PAGES "build the pages into the program; needs Node.js 18 or later with npm" ON)

function(concordat_pages target)
  set(folder ${CMAKE_BINARY_DIR}/web)
  if(NOT CONCORDAT_PAGES)
    file(CONFIGURE OUTPUT ${folder}/no_pages.cpp CONTENT
"#include \"base/embedded.hpp\"
namespace concordat {
std::span<const Embedded> embedded_pages() { return {}; }
}  // namespace concordat
" @ONLY)
    target_sources(${target} PRIVATE ${folder}/no_pages.cpp)
    return()
  endif()
  file(GLOB_RECURSE sources CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/web/src/* ${CMAKE_SOURCE_DIR}/web/public/*)
  list(FILTER sources EXCLUDE REGEX "/schema\\.d\\.ts$") # made anew by each build
  file(GLOB settings CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/web/*.json ${CMAKE_SOURCE_DIR}/web/*.ts
    ${CMAKE_SOURCE_DIR}/web/*.mjs ${CMAKE_SOURCE_DIR}/web/*.html)
  add_custom_command(
    OUTPUT ${folder}/pages.S ${folder}/pages.cpp
    COMMAND ${CMAKE_SOURCE_DIR}/web/build ${folder}
    DEPENDS ${sources} ${settings} ${CMAKE_SOURCE_DIR}/web/build ${CMAKE_SOURCE_DIR}/docs/openapi.json
    COMMENT "Building the pages" VERBATIM)
  set_source_files_properties(${folder}/pages.S PROPERTIES LANGUAGE C OBJECT_DEPENDS ${folder}/pages.cpp)
  set_property(SOURCE ${folder}/pages.S PROPERTY COMPILE_OPTIONS "-x;assembler-with-cpp")
  set_property(SOURCE ${folder}/pages.cpp PROPERTY SKIP_UNITY_BUILD_INCLUSION ON)
  target_sources(${target} PRIVATE ${folder}/pages.S ${folder}/pages.cpp)
endfunction()
