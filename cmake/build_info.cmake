# Writes OUTPUT with what is known of this build, and leaves it alone if nothing has changed. Run at every build:
# cmake -DSOURCE=… -DOUTPUT=… -DTYPE=… -DTUNED_FOR=… -DCOMPILER=… -DFLAGS=… -DBENCHMARK_VERSION=… -P build_info.cmake
# A hook of git names its own repository in the environment.
foreach(variable GIT_DIR GIT_WORK_TREE GIT_INDEX_FILE GIT_PREFIX)
  unset(ENV{${variable}})
endforeach()
set(git git -C "${SOURCE}" -c "safe.directory=${SOURCE}")
execute_process(COMMAND ${git} rev-parse --show-prefix HEAD OUTPUT_VARIABLE found OUTPUT_STRIP_TRAILING_WHITESPACE
                ERROR_QUIET RESULT_VARIABLE no_git)
string(REGEX MATCH "^([^\n]*)\n?([0-9a-f]+)$" found "${found}")
set(within "${CMAKE_MATCH_1}") # an archive unpacked inside another repository has that one's commit: none of its own
set(commit "${CMAKE_MATCH_2}")
execute_process(COMMAND ${git} ls-files --error-unmatch CMakeLists.txt OUTPUT_QUIET ERROR_QUIET RESULT_VARIABLE untracked)
set(dirty false)
if(no_git OR within OR untracked)
  set(commit "")
else()
  execute_process(COMMAND ${git} status --porcelain --untracked-files=no -- . ":!results" ":!plots"
                  OUTPUT_VARIABLE changes ERROR_QUIET)
  execute_process(COMMAND ${git} ls-files --others --exclude-standard -- src include bench cmake
                  OUTPUT_VARIABLE added ERROR_QUIET) # what lies there is compiled, tracked or not
  if(changes OR added)
    set(dirty true)
  endif()
endif()
# Results name no folder of whoever built: -I/home/me/include is kept as -I/...
string(REGEX REPLACE "/[^ ]*" "/..." FLAGS "${FLAGS}")
string(REPLACE "\"" "\\\"" FLAGS "${FLAGS}")
file(CONFIGURE OUTPUT "${OUTPUT}" @ONLY CONTENT [[
#pragma once

namespace ipcbench::build_info {
inline constexpr auto commit = "@commit@";
inline constexpr bool dirty = @dirty@;
inline constexpr auto type = "@TYPE@";
inline constexpr auto tuned_for = "@TUNED_FOR@";  // digest of a processor; empty if for any
inline constexpr auto compiler = "@COMPILER@";
inline constexpr auto flags = "@FLAGS@";
inline constexpr auto benchmark_version = "@BENCHMARK_VERSION@";
}  // namespace ipcbench::build_info
]])
