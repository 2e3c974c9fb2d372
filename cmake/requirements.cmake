# What a system must have, each told in one line where it is missing, and what is known of the processor. CMake leaves a
# line alone that begins with a blank.
include(CheckCXXCompilerFlag)
include(CheckCXXSourceCompiles)

function(ipcbench_require name source text)
  check_cxx_source_compiles("${source}" ${name})
  if(NOT ${name})
    unset(${name} CACHE) # so that it is looked for again
    message(FATAL_ERROR " ${text}; this is ${CMAKE_CXX_COMPILER} (${CMAKE_CXX_COMPILER_ID} ${CMAKE_CXX_COMPILER_VERSION})")
  endif()
endfunction()

if(NOT CMAKE_SYSTEM_NAME STREQUAL "Linux")
  message(FATAL_ERROR " ipcbench is for Linux only; a virtual machine or WSL2 will do")
endif()

ipcbench_require(IPCBENCH_HAS_64_BITS "static_assert(sizeof(void*) == 8); int main() {}"
                 "ipcbench is for 64 bits: nanoseconds and sizes of matrices need them")
ipcbench_require(IPCBENCH_HAS_GLIBC "
#include <cstring>
#ifndef __GLIBC__
#error another C library
#endif
int main() { return strerrorname_np(1) == sigabbrev_np(1); }" "glibc 2.32 or newer is needed, and no other C library will do")
set(CMAKE_REQUIRED_FLAGS -std=c++20)
ipcbench_require(IPCBENCH_HAS_CXX20 "
#include <algorithm>
#include <bit>
#include <charconv>
#include <map>
#include <ranges>
#include <span>
int twice(auto number) { return 2 * number; }
int main() {
  const std::map<int, double> found{{1, 2.0}};
  double read = 0;
  std::from_chars(\"1\", nullptr, read);
  for (const double value : found | std::views::values) read += value;
  return twice(std::bit_cast<long long>(read) != 0 ? 1 : 0);
}" "GCC 11 or newer is needed, or a Clang that has its library's C++20")
unset(CMAKE_REQUIRED_FLAGS)

# Which flag tunes for this processor, if this compiler has one.
if(IPCBENCH_NATIVE)
  check_cxx_compiler_flag(-march=native IPCBENCH_HAS_MARCH_NATIVE)
  check_cxx_compiler_flag(-mcpu=native IPCBENCH_HAS_MCPU_NATIVE)
  if(IPCBENCH_HAS_MARCH_NATIVE)
    set(ipcbench_tuning -march=native)
  elseif(IPCBENCH_HAS_MCPU_NATIVE)
    set(ipcbench_tuning -mcpu=native)
  else()
    message(STATUS "This compiler cannot tune for this processor: an ordinary build")
  endif()
endif()

# The processor that a tuned build is for, as its objects were first configured: what /proc/cpuinfo says, as
# facts/processor_match.cpp reads it, too.
if(ipcbench_tuning AND NOT DEFINED CACHE{IPCBENCH_TUNED_FOR})
  execute_process(COMMAND bash -c "source tools/lib/processor.sh; processor_digest"
                  WORKING_DIRECTORY ${CMAKE_CURRENT_SOURCE_DIR} OUTPUT_VARIABLE processor OUTPUT_STRIP_TRAILING_WHITESPACE)
  set(IPCBENCH_TUNED_FOR "${processor}" CACHE INTERNAL "Digest of the processor that this build is tuned for")
endif()
