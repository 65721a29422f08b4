# Headers of the libraries that most sources include, read once a target: a third to a half of the time of a source is
# spent on them. NACRE_PCH=tests precompiles for the tests alone, all also for the engine (CI with sanitizers), off for
# nothing. The engine's sources are compiled as they stand by default, so that a missing include is seen.
set(NACRE_COMMON_HEADERS <algorithm> <array> <cmath> <filesystem> <fstream> <functional> <map> <memory> <optional> <random>
    <regex> <set> <sstream> <string> <vector> <fmt/format.h>)
function(nacre_precompile target)
  if(NACRE_PCH STREQUAL "all")
    target_precompile_headers(${target} PRIVATE ${NACRE_COMMON_HEADERS} ${ARGN})
  endif()
endfunction()
# The test programs share one file, that of unit_tests.
function(nacre_precompile_tests target)
  if(NACRE_PCH STREQUAL "off")
    return()
  elseif(target STREQUAL "unit_tests")
    target_precompile_headers(unit_tests PRIVATE ${NACRE_COMMON_HEADERS} <gtest/gtest.h>)
  else()
    target_precompile_headers(${target} REUSE_FROM unit_tests)
  endif()
endfunction()
# In C++20 clang 14 looks into gemmi's types before they are complete: that source is C++17, without the file of the others.
if(CMAKE_CXX_COMPILER_ID STREQUAL "Clang")
  set_source_files_properties(src/io/formats/cif.cpp PROPERTIES SKIP_PRECOMPILE_HEADERS ON COMPILE_OPTIONS "-std=c++17")
endif()
