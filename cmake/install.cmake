# What `cmake --install` leaves: libnacre (shared, static), libnacre_force.a (forces alone: no YAML, no support vector
# machine), the headers of include/nacre, the CMake package, the pkg-config files, the program, the licence and the pages.
#
# Both kinds of libnacre are made of the same objects. BUILD_SHARED_LIBS=ON builds the shared one alone, OFF the static
# one, and without it both are built. Only nacre::v1 leaves the shared library (cmake/nacre.map).
include(GNUInstallDirs)
include(CMakePackageConfigHelpers)

# The public face. src/api/*.cpp needs forces alone, src/api/engine the rest.
file(GLOB api_force_sources CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/src/api/*.cpp)
add_library(nacre_api_force STATIC ${api_force_sources})
target_link_libraries(nacre_api_force PUBLIC nacre_force)
target_include_directories(nacre_api_force PUBLIC ${PROJECT_SOURCE_DIR}/include)
file(GLOB api_engine_sources CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/src/api/engine/*.cpp)
add_library(nacre_api STATIC ${api_engine_sources})
target_link_libraries(nacre_api PUBLIC nacre_api_force nacre_engine)

set(nacre_cuda_libraries "")
if(NACRE_HAVE_CUDA)
  set(nacre_cuda_libraries CUDA::cudart_static CUDA::cufft)
endif()
set(nacre_force_objects $<TARGET_OBJECTS:nacre_force> $<TARGET_OBJECTS:nacre_api_force>
    "$<FILTER:$<TARGET_OBJECTS:nacre_gpu>,INCLUDE,/src/(device|neighbor|force)/>")
set(nacre_all_objects $<TARGET_OBJECTS:nacre_force> $<TARGET_OBJECTS:nacre_engine> $<TARGET_OBJECTS:nacre_gpu>
    $<TARGET_OBJECTS:nacre_api_force> $<TARGET_OBJECTS:nacre_api>)

function(nacre_installed_library target kind output export)
  add_library(${target} ${kind} ${ARGN})
  add_library(nacre::${export} ALIAS ${target})
  set_target_properties(${target} PROPERTIES OUTPUT_NAME ${output} EXPORT_NAME ${export} LINKER_LANGUAGE CXX
                        ARCHIVE_OUTPUT_DIRECTORY ${PROJECT_BINARY_DIR}/lib LIBRARY_OUTPUT_DIRECTORY ${PROJECT_BINARY_DIR}/lib)
  target_compile_features(${target} INTERFACE cxx_std_20)
  target_include_directories(${target} INTERFACE $<BUILD_INTERFACE:${PROJECT_SOURCE_DIR}/include>
                             $<INSTALL_INTERFACE:${CMAKE_INSTALL_INCLUDEDIR}>)
  install(TARGETS ${target} EXPORT ${target}-targets LIBRARY DESTINATION ${CMAKE_INSTALL_LIBDIR}
          ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR})
  install(EXPORT ${target}-targets NAMESPACE nacre:: DESTINATION ${CMAKE_INSTALL_LIBDIR}/cmake/nacre)
endfunction()

nacre_installed_library(nacre_installed_force STATIC nacre_force force ${nacre_force_objects})
target_link_libraries(nacre_installed_force INTERFACE fmt::fmt z lzma pugixml Threads::Threads ${nacre_cuda_libraries})

if(NOT DEFINED BUILD_SHARED_LIBS OR NOT BUILD_SHARED_LIBS)
  nacre_installed_library(nacre_installed_static STATIC nacre nacre_static ${nacre_all_objects})
  target_link_libraries(nacre_installed_static INTERFACE fmt::fmt yaml-cpp svm z lzma pugixml Threads::Threads ${nacre_cuda_libraries})
endif()

if(NOT DEFINED BUILD_SHARED_LIBS OR BUILD_SHARED_LIBS)
  nacre_installed_library(nacre_installed_shared SHARED nacre nacre ${nacre_all_objects})
  set_target_properties(nacre_installed_shared PROPERTIES VERSION ${PROJECT_VERSION}
                        SOVERSION ${PROJECT_VERSION_MAJOR}.${PROJECT_VERSION_MINOR}
                        LINK_DEPENDS ${PROJECT_SOURCE_DIR}/cmake/nacre.map)
  target_link_libraries(nacre_installed_shared PRIVATE fmt::fmt yaml-cpp ${NACRE_SVM_LIBRARY} ${nacre_file_libraries} Threads::Threads
                        ${nacre_cuda_libraries})
  target_link_options(nacre_installed_shared PRIVATE LINKER:--version-script=${PROJECT_SOURCE_DIR}/cmake/nacre.map)
  if(NACRE_SANITIZE)
    target_link_options(nacre_installed_shared PRIVATE -fsanitize=${NACRE_SANITIZE})
  else()
    target_link_options(nacre_installed_shared PRIVATE LINKER:--no-undefined)
  endif()
endif()

install(DIRECTORY ${PROJECT_SOURCE_DIR}/include/nacre DESTINATION ${CMAKE_INSTALL_INCLUDEDIR})
install(TARGETS nacre RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
install(FILES LICENSE README.md CHANGELOG.md DESTINATION ${CMAKE_INSTALL_DOCDIR})
install(DIRECTORY docs DESTINATION ${CMAKE_INSTALL_DOCDIR} FILES_MATCHING PATTERN "*.md")

# --- the CMake package
configure_package_config_file(cmake/nacreConfig.cmake.in ${PROJECT_BINARY_DIR}/package/nacreConfig.cmake
                              INSTALL_DESTINATION ${CMAKE_INSTALL_LIBDIR}/cmake/nacre)
write_basic_package_version_file(${PROJECT_BINARY_DIR}/package/nacreConfigVersion.cmake
                                 VERSION ${PROJECT_VERSION} COMPATIBILITY SameMinorVersion)
install(FILES ${PROJECT_BINARY_DIR}/package/nacreConfig.cmake ${PROJECT_BINARY_DIR}/package/nacreConfigVersion.cmake
        DESTINATION ${CMAKE_INSTALL_LIBDIR}/cmake/nacre)

# --- pkg-config: paths relative to the file, so that the tree may be moved
if(IS_ABSOLUTE "${CMAKE_INSTALL_LIBDIR}" OR IS_ABSOLUTE "${CMAKE_INSTALL_INCLUDEDIR}")
  set(nacre_pc_prefix "${CMAKE_INSTALL_PREFIX}")
  set(nacre_pc_libdir "${CMAKE_INSTALL_FULL_LIBDIR}")
  set(nacre_pc_includedir "${CMAKE_INSTALL_FULL_INCLUDEDIR}")
else()
  file(RELATIVE_PATH nacre_pc_up "/${CMAKE_INSTALL_LIBDIR}/pkgconfig" "/")
  string(REGEX REPLACE "/$" "" nacre_pc_up "${nacre_pc_up}")
  set(nacre_pc_prefix "\${pcfiledir}/${nacre_pc_up}")
  set(nacre_pc_libdir "\${prefix}/${CMAKE_INSTALL_LIBDIR}")
  set(nacre_pc_includedir "\${prefix}/${CMAKE_INSTALL_INCLUDEDIR}")
endif()
set(nacre_pc_cuda "")
if(NACRE_HAVE_CUDA)
  set(nacre_pc_cuda " -lcudart_static -lcufft -lrt -ldl")
endif()
foreach(name nacre nacre-force)
  configure_file(cmake/${name}.pc.in ${PROJECT_BINARY_DIR}/package/${name}.pc @ONLY)
  install(FILES ${PROJECT_BINARY_DIR}/package/${name}.pc DESTINATION ${CMAKE_INSTALL_LIBDIR}/pkgconfig)
endforeach()
