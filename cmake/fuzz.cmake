# For the libFuzzer targets of tests/fuzz (NACRE_FUZZ=ON, clang): a library a folder of src, so that a target compiles the
# folders that its reader needs and no others. Nothing of it is in a build without NACRE_FUZZ.
function(nacre_folder_library_name folder result)
  string(REPLACE "/" "_" name "nacre_folder_${folder}")
  set(${result} ${name} PARENT_SCOPE)
endfunction()

function(nacre_add_folder_library folder)
  file(GLOB sources CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/src/${folder}/*.cpp)
  list(FILTER sources EXCLUDE REGEX "/main\\.cpp$")
  if(NOT sources)
    return()
  endif()
  nacre_folder_library_name(${folder} name)
  add_library(${name} STATIC EXCLUDE_FROM_ALL ${sources})
  target_link_libraries(${name} PUBLIC nacre_flags fmt::fmt yaml-cpp ${NACRE_SVM_LIBRARY} Threads::Threads ${nacre_file_libraries})
  set_property(GLOBAL APPEND PROPERTY NACRE_FOLDERS ${folder})
  set_target_properties(${name} PROPERTIES UNITY_BUILD ${NACRE_UNITY} UNITY_BUILD_BATCH_SIZE 6)
  if(name STREQUAL nacre_folder_core)
    target_precompile_headers(${name} PRIVATE ${NACRE_COMMON_HEADERS})
  else()
    target_precompile_headers(${name} REUSE_FROM nacre_folder_core)
  endif()
endfunction()

# The words that a misspelled one is compared with are many: a fuzzer that follows each letter of each does little else.
set(nacre_not_followed ${PROJECT_BINARY_DIR}/not-followed.txt)
file(WRITE ${nacre_not_followed} "fun:*edit_distance*\n")
set_source_files_properties(${PROJECT_SOURCE_DIR}/src/core/error.cpp PROPERTIES SKIP_PRECOMPILE_HEADERS ON
  SKIP_UNITY_BUILD_INCLUSION ON COMPILE_OPTIONS -fsanitize-coverage-ignorelist=${nacre_not_followed})

file(GLOB_RECURSE nacre_found LIST_DIRECTORIES true RELATIVE ${PROJECT_SOURCE_DIR}/src ${PROJECT_SOURCE_DIR}/src/*)
list(FILTER nacre_found EXCLUDE REGEX "\\.|^app$|^api|emulated")
nacre_add_folder_library(core)  # first: the others share its precompiled headers
list(REMOVE_ITEM nacre_found core)
foreach(folder ${nacre_found})
  nacre_add_folder_library(${folder})
endforeach()

# hwy: what its headers call in unoptimised code (cmake/simd.cmake).
# nacre_add_fuzzer(READER FOLDER...): the program fuzz_READER; `all` in place of a folder means every one.
function(nacre_add_fuzzer reader)
  if(ARGN STREQUAL "all")
    get_property(ARGN GLOBAL PROPERTY NACRE_FOLDERS)
  endif()
  set(libraries "")
  foreach(folder ${ARGN})
    nacre_folder_library_name(${folder} name)
    list(APPEND libraries ${name})
  endforeach()
  list(REMOVE_DUPLICATES libraries)
  list(JOIN libraries "," group)
  add_executable(fuzz_${reader} EXCLUDE_FROM_ALL ${reader}_fuzz.cpp fuzz.cpp resumed.cpp entry.cpp)
  target_compile_definitions(fuzz_${reader} PRIVATE NACRE_FUZZ_READER=${reader})
  target_link_libraries(fuzz_${reader} PRIVATE nacre_flags "$<LINK_GROUP:RESCAN,${group}>" hwy)
  target_link_options(fuzz_${reader} PRIVATE -fsanitize=fuzzer)
endfunction()
