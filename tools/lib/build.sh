# shellcheck shell=bash
# The build of one preset: quiet unless it fails, silent when there is nothing to build.
# shellcheck source=tools/lib/common.sh
source "${root:?}/tools/lib/common.sh"

# A build directory made for another place or by another generator is of no use, and CMake refuses it.
drop_foreign_build() {  # DIRECTORY
  local home generator
  if [[ ! -e $1/CMakeCache.txt ]]; then return; fi
  home=$(sed -n 's/^CMAKE_HOME_DIRECTORY:INTERNAL=//p' "$1/CMakeCache.txt")
  generator=$(sed -n 's/^CMAKE_GENERATOR:INTERNAL=//p' "$1/CMakeCache.txt")
  if [[ ! $home -ef $root || $generator != Ninja ]]; then
    say "build/${1##*/} was made by ${generator:-?} in ${home:-?}: starting it anew"
    rm -rf "$1"
  fi
}

# One compiler may take 1 GB: as many at once as there are CPUs and memory for.
build_jobs() {
  awk -v cpus="$(nproc)" '/^MemAvailable/ { jobs = int($2 / 1e6) }
    END { print jobs < 1 ? 1 : (jobs < cpus ? jobs : cpus) }' /proc/meminfo
}

require_disk_space() {  # MEGABYTES
  local free
  free=$(df -Pk "$root/build" | awk 'NR == 2 { print int($4 / 1024) }')
  if ((free < $1)); then die 2 "only $free MB are free in $root/build, and the build needs $1 MB"; fi
}

# Configures when the directory is new or an argument is given (none: without the tests), then builds the targets (none
# named: all).
build() {  # PRESET [CMAKE_ARGUMENT...] [-- TARGET...]
  local preset=$1 directory=$root/build/$1 log=$root/build/$1.log arguments=() configure=''
  shift
  while (($#)) && [[ $1 != -- ]]; do arguments+=("$1"); shift; done
  if (($#)); then shift; fi
  mkdir -p "$root/build"
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
    tail -n 40 "$log" >&2
    die 2 "the $preset build failed; the whole log is $log"
  fi
}
