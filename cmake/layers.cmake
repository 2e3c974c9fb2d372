# Targets mirror the layers: a target sees only what it links, so a wrong include does not build.

# The contracts in include/, and the few bodies that they need.
file(GLOB contracts CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/src/contracts/*.cpp)
add_library(ipcbench_contracts STATIC ${contracts})
target_include_directories(ipcbench_contracts PUBLIC ${PROJECT_SOURCE_DIR}/include)
target_link_libraries(ipcbench_contracts PRIVATE Eigen3::Eigen)

# A layer: all the sources of a folder. Its headers are reached through a folder that holds a link to that layer alone.
function(ipcbench_layer folder type)
  set(target ipcbench_${folder})
  file(GLOB sources CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/src/${folder}/*.cpp)
  add_library(${target} ${type} ${sources})
  set(root ${PROJECT_BINARY_DIR}/layers/${folder})
  file(MAKE_DIRECTORY ${root})
  file(CREATE_LINK ${PROJECT_SOURCE_DIR}/src/${folder} ${root}/${folder} SYMBOLIC)
  target_include_directories(${target} PUBLIC ${root})
  target_link_libraries(${target} ${ARGN})
endfunction()

# Owners of operating-system handles; knows nothing of matrices.
ipcbench_layer(os STATIC PUBLIC ipcbench_contracts spdlog::spdlog PRIVATE PkgConfig::hwloc rt)
if(liburing_FOUND)
  target_link_libraries(ipcbench_os PRIVATE PkgConfig::liburing)
  target_compile_definitions(ipcbench_os PRIVATE IPCBENCH_LIBURING_VERSION="${liburing_VERSION}")
endif()

# What transports of one kind share.
ipcbench_layer(channels STATIC PUBLIC ipcbench_os PRIVATE Boost::boost Threads::Threads)

# One file per transport. Objects, not an archive: the linker would drop registrations that nothing refers to.
ipcbench_layer(transports OBJECT PUBLIC ipcbench_channels PRIVATE Boost::boost Threads::Threads)
# For boost_mq, which locks untimed even in its timed calls: see with_boost_lock().
target_compile_definitions(ipcbench_transports PRIVATE BOOST_INTERPROCESS_ENABLE_TIMEOUT_WHEN_LOCKING
                                                       BOOST_INTERPROCESS_TIMEOUT_WHEN_LOCKING_DURATION_MS=100)

# A producer and its consumer, and what one process does alone: stamps and verification.
ipcbench_layer(session STATIC PUBLIC ipcbench_channels PRIVATE PkgConfig::xxhash)

# A producer and several consumers, and what their kinds of rows share.
ipcbench_layer(pool STATIC PUBLIC ipcbench_session ipcbench_rows PRIVATE Threads::Threads)

# What a row and a kind of row are.
ipcbench_layer(rows STATIC PUBLIC ipcbench_os nlohmann_json::nlohmann_json)

# One file per kind of row; objects, as transports are.
ipcbench_layer(kinds OBJECT PUBLIC ipcbench_rows ipcbench_pool)

# A process for each round of each row, and the harness's hold on it.
ipcbench_layer(producer STATIC PUBLIC ipcbench_rows ipcbench_facts)

# The machine, its state and this build.
string(TOUPPER "${CMAKE_BUILD_TYPE}" build_type)
add_custom_target(
  ipcbench_build_info
  COMMAND
    ${CMAKE_COMMAND} -DSOURCE=${PROJECT_SOURCE_DIR} -DOUTPUT=${PROJECT_BINARY_DIR}/generated/build_info.hpp
    -DTYPE=${CMAKE_BUILD_TYPE} -DTUNED_FOR=$<$<BOOL:${ipcbench_tuning}>:${IPCBENCH_TUNED_FOR}>
    "-DCOMPILER=${CMAKE_CXX_COMPILER_ID} ${CMAKE_CXX_COMPILER_VERSION}"
    "-DFLAGS=$<JOIN:${CMAKE_CXX_FLAGS} ${CMAKE_CXX_FLAGS_${build_type}} $<TARGET_PROPERTY:ipcbench_facts,COMPILE_OPTIONS>, >"
    -DBENCHMARK_VERSION=${benchmark_VERSION} -P ${PROJECT_SOURCE_DIR}/cmake/build_info.cmake
  BYPRODUCTS ${PROJECT_BINARY_DIR}/generated/build_info.hpp
  COMMENT "Reading commit and flags"
  VERBATIM)
ipcbench_layer(facts STATIC PUBLIC ipcbench_os nlohmann_json::nlohmann_json
               PRIVATE Boost::boost CLI11::CLI11 Eigen3::Eigen PkgConfig::nettle PkgConfig::xxhash)
add_dependencies(ipcbench_facts ipcbench_build_info)
target_include_directories(ipcbench_facts PRIVATE ${PROJECT_BINARY_DIR}/generated)

# What was found, and its file; what misleads in it; what is measured when.
ipcbench_layer(result STATIC PUBLIC ipcbench_rows ipcbench_facts)
ipcbench_layer(findings STATIC PUBLIC ipcbench_result)
ipcbench_layer(campaign STATIC PUBLIC ipcbench_producer ipcbench_findings)

if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 13)
  # GCC 12 takes its own AVX-512 intrinsics for uses of uninitialised variables (GCC bug 105593).
  set_source_files_properties(src/contracts/kernel.cpp src/session/matrix_digest.cpp
                              PROPERTIES COMPILE_OPTIONS "-Wno-uninitialized;-Wno-maybe-uninitialized")
endif()
