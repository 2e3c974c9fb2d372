# shellcheck shell=bash
# The build of one preset: quiet unless it fails, silent when there is nothing to build.
# shellcheck source=tools/lib/common.sh
source "${root:?}/tools/lib/common.sh"
# shellcheck source=tools/lib/memory.sh
source "${root:?}/tools/lib/memory.sh"
# shellcheck source=tools/lib/processor.sh
source "${root:?}/tools/lib/processor.sh"

# Presets need it, and an older CMake says something else.
require_cmake() {
  local found
  found=$({ cmake --version 2>/dev/null || true; } | sed -n 's/^cmake version //p')
  if [[ $(printf '3.22\n%s\n' "${found:-0}" | sort -V | head -n 1) != 3.22 ]]; then
    die 2 "CMake 3.22 or newer is needed, and this is ${found:-none that runs} ($(command -v cmake))"
  fi
}

# What is built is kept below the repository.
require_writable_build() {  # PRESET
  local place
  if ! mkdir -p "$root/build" 2>/dev/null; then
    die 2 "$root/build cannot be made: a copy of this tree is needed that you may write to"
  fi
  for place in "$root/build" "$root/build/$1" "$root/build/$1/CMakeCache.txt" "$root/build/$1.log"; do
    if [[ -e $place && ! -w $place ]]; then
      die 2 "$place cannot be written: a copy of this tree is needed that you may write to"
    fi
  done
}

# A build directory made for another place or by another generator is of no use, and CMake refuses it. One tuned for
# another processor may die here of an unknown instruction.
drop_foreign_build() {  # DIRECTORY
  local home generator processor
  if [[ ! -e $1/CMakeCache.txt ]]; then return; fi
  home=$(sed -n 's/^CMAKE_HOME_DIRECTORY:INTERNAL=//p' "$1/CMakeCache.txt")
  generator=$(sed -n 's/^CMAKE_GENERATOR:INTERNAL=//p' "$1/CMakeCache.txt")
  if [[ ! $home -ef $root || $generator != Ninja ]]; then
    say "build/${1##*/} was made by ${generator:-?} in ${home:-?}: starting it anew"
    rm -rf "$1"
    return
  fi
  processor=$(sed -n 's/^IPCBENCH_TUNED_FOR:INTERNAL=//p' "$1/CMakeCache.txt")
  if [[ -n $processor && $processor != $(processor_digest) ]]; then
    say "build/${1##*/} is tuned for another processor: starting it anew"
    rm -rf "$1"
  fi
}

# One compiler may take 1 GB: as many at once as there are CPUs and memory for.
build_jobs() {
  local jobs cpus
  cpus=$(OMP_NUM_THREADS='' OMP_THREAD_LIMIT='' nproc) jobs=$(memory_left)
  jobs=$((${jobs:-1000000000} / 1000000))  # unknown: no limit
  if ((jobs > cpus)); then jobs=$cpus; fi
  echo $((jobs < 1 ? 1 : jobs))
}

require_disk_space() {  # MEGABYTES
  local free
  free=$(df -Pk "$root/build" | awk 'NR == 2 { print int($4 / 1024) }')
  if ((free < $1)); then die 3 "only $free MB are free in $root/build, and the build needs $1 MB"; fi
}

# Starts a program that was built, to see whether it can be; else ends with 2, the first line of what was said, and the mend.
require_runnable() {  # PROGRAM
  local said status=0 anew='build it anew (rm -r build/release)' mend
  if [[ ! -s $1 ]]; then die 2 "$1 is not there, or empty. Try: $anew"; fi
  # With all that it will ever call; and not as a script, if it is none.
  said=$({ LC_ALL=C LD_BIND_NOW=1; export LC_ALL LD_BIND_NOW; exec "$1" --help >/dev/null; } 2>&1) || status=$?
  if ((status == 0)); then return; fi
  mend=$anew
  case $said in
    *'Permission denied'*) mend='a copy of this tree that you may execute, on a file system that is not mounted noexec' ;;
    *'Text file busy'*) mend='wait until whoever writes it has finished' ;;
    *'error while loading'* | *'symbol lookup error'* | *' not found '*)
      mend="the libraries that it was built with (LD_LIBRARY_PATH is \"${LD_LIBRARY_PATH-}\"), or $anew"
      ;;
    *$'\nTry: '*) mend=${said##*$'\nTry: '} ;;
  esac
  said=$(sed -E 's/^.*: line [0-9]+: //; q' <<<"$said")
  if ((status == 132)); then said='it has instructions that this processor lacks (SIGILL)'; fi
  die 2 "$1 cannot start: ${said:-it says nothing} (status $status). Try: ${mend%%$'\n'*}"
}

# The line that cmake/requirements.cmake has left in a log, if it is that which failed.
missing_requirement() {  # LOG
  sed -n '/^CMake Error at cmake\/requirements/ { n; s/^ *//p; q; }' "$1"
}

# Configures when the directory is new or an argument is given (none: without the tests), then builds the targets (none
# named: all).
build() {  # PRESET [CMAKE_ARGUMENT...] [-- TARGET...]
  local preset=$1 directory=$root/build/$1 log=$root/build/$1.log arguments=() configure='' missing
  shift
  while (($#)) && [[ $1 != -- ]]; do arguments+=("$1"); shift; done
  if (($#)); then shift; fi
  require_cmake
  require_writable_build "$preset"
  drop_foreign_build "$directory"
  if [[ ! -e $directory/build.ninja ]]; then
    require_disk_space 500
    say "Building $preset (a few minutes, once)"
    configure=1
    if ((${#arguments[@]} == 0)); then arguments=(-DIPCBENCH_TESTS=OFF); fi  # measuring needs no GoogleTest
  elif ((${#arguments[@]})); then
    configure=1
  fi
  if ! {
    if [[ -n $configure ]]; then cmake -S "$root" --preset "$preset" "${arguments[@]}"; fi &&
      cmake --build "$directory" --parallel "$(build_jobs)" ${1+--target "$@"}
  } &>"$log"; then
    missing=$(missing_requirement "$log")
    if [[ ! -e $directory/build.ninja ]]; then rm -rf "$directory"; fi  # another compiler may do, and CMake would keep to this one
    if [[ -n $missing ]]; then die 2 "$missing"; fi
    tail -n 40 "$log" >&2
    die 2 "the $preset build failed; the whole log is $log"
  fi
}
