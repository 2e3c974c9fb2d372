#!/usr/bin/env bash
# Odd ground under the tools: old programs, trees that cannot be written, binaries that cannot start, little memory.
# shellcheck disable=SC2016  # stubs expand what they hold when they run
# shellcheck source=tests/shell/lib.sh
source "$(dirname -- "$(readlink -f -- "${BASH_SOURCE[0]}")")/lib.sh"
debian_with_everything
working_cmake
stub bench_transfer <<<'exit 0'
cp "$stubs/bench_transfer" "$stubs/bench_compute"
bench="$tree/tools/bench"

# Too old a CMake is named, before it says something else; a newer one than is needed will do.
for version in 2.8.12 3.18.4 3.9.0; do
  run CMAKE_VERSION=$version "$bench" --measure-only
  expect_one_line_of_error 2 "CMake 3.22 or newer is needed, and this is $version"
  expect_not_called cmake
done
for version in 3.22.0 3.25.1 3.101.0 4.0.2; do
  run CMAKE_VERSION=$version "$bench" --measure-only
  expect_not_in "is needed" "$err"
done
rm -rf "$tree/build"

# So is too old a Python, and too old a Bash.
stub python3 <<<'if [[ $1 == --version ]]; then echo "Python 3.6.9"; exit; fi; exit 1'
run "$tree/tools/doctor" --limits
expect_one_line_of_error 2 "Python 3.10 or newer is needed, and this is Python 3.6.9 ($stubs/python3)"
stub python3 <<<'exit 0'
sed 's/BASH_VERSINFO\[0\] \* 100/2 * 100/' "$tree/tools/lib/common.sh" >"$sandbox/common.sh"
run root="$tree" bash "$sandbox/common.sh"
expect_one_line_of_error 2 "Bash 4.4 or newer is needed, and this is $BASH_VERSION"

# What a compiler or a library lacks is the one line that is told of a failed configuration.
stub cmake <<'END'
printf '%s\n' '-- Detecting' 'CMake Error at cmake/requirements.cmake:10 (message):' '   GCC 11 or newer is needed; this is /usr/bin/c++ (GNU 9.4)' \
  'Call Stack (most recent call first):' '' '-- Configuring incomplete, errors occurred!'
mkdir -p "$2/build/$4" && touch "$2/build/$4/CMakeCache.txt"
exit 1
END
run "$bench" --measure-only
expect_status 2
expect_same "$err" "Building release (a few minutes, once)
bench: GCC 11 or newer is needed; this is /usr/bin/c++ (GNU 9.4)"
if [[ -e $tree/build/release ]]; then fail "what CMake knows of a compiler that will not do is kept"; fi
working_cmake

# A build that cannot be written is told in one line, by whichever part. (Root may write anywhere but on a read-only disk.)
if unshare --mount true 2>/dev/null; then
  mkdir -p "$tree/build"
  run "$bench" --measure-only
  for part in "$tree" "$tree/build" "$tree/build/release"; do
    for tool in bench doctor; do
      run "$(command -v unshare)" --mount "$(command -v bash)" -c \
        '"$1" --bind "$2" "$2" && "$1" -o remount,ro,bind "$2" && exec "${@:3}"' bash "$(command -v mount)" "$part" "$tree/tools/$tool"
      expect_one_line_of_error 2 "cannot be written: a copy of this tree is needed that you may write to"
    done
  done
  rm -rf "$tree/build"
  run "$(command -v unshare)" --mount "$(command -v bash)" -c \
    '"$1" --bind "$2" "$2" && "$1" -o remount,ro,bind "$2" && exec "${@:3}"' bash "$(command -v mount)" "$tree" "$bench"
  expect_one_line_of_error 2 "$tree/build cannot be made: a copy of this tree is needed that you may write to"
fi
rm -rf "$tree/build"
touch "$tree/build"  # a file
run "$bench" --measure-only
expect_one_line_of_error 2 "$tree/build cannot be made"
rm "$tree/build"

# A binary that cannot start is told with the reason and the mend, whichever tool starts it.
cannot_start() {  # STATUS WORDS
  printf '#!/bin/bash\n>&2 printf "%%s\\n" %q "more of it"\nexit %s\n' "$2" "$1" >"$stubs/bench_transfer"
  for tool in bench doctor; do
    run LD_LIBRARY_PATH=/old "$tree/tools/$tool"
    expect_one_line_of_error 2 "bench_transfer cannot start: "
    expect_in "(status $1). Try: " "$err"
  done
}
run "$bench" --measure-only
cannot_start 127 'error while loading shared libraries: libhwloc.so.15: cannot open shared object file'
expect_in 'libhwloc.so.15: cannot open shared object file (status 127). Try: the libraries that it was built with (LD_LIBRARY_PATH is "/old")' "$err"
cannot_start 1 'version `GLIBC_2.38'"'"' not found'
expect_in 'build it anew (rm -r build/release)' "$err"
cannot_start 126 'Permission denied'
expect_in 'not mounted noexec' "$err"
cannot_start 132 ''
expect_in 'instructions that this processor lacks (SIGILL)' "$err"
cannot_start 2 $'built for another processor, and this one lacks avx2\nTry: build it here anew'
expect_in 'lacks avx2 (status 2). Try: build it here anew' "$err"
mkdir -p "$sandbox/other"
cp "$stubs/bench_transfer" "$sandbox/other"
stub bench_transfer <<<'exit 0'
run "$bench" --against "$sandbox/other"
expect_one_line_of_error 2 "$sandbox/other/bench_transfer cannot start: "

# A build for another processor is none for this one.
run "$bench" --measure-only
echo "IPCBENCH_TUNED_FOR:INTERNAL=$(printf 0 | sha256sum | cut -d ' ' -f 1)" >>"$tree/build/release/CMakeCache.txt"
run "$bench" --measure-only
expect_in "build/release is tuned for another processor: starting it anew" "$err"
expect_called "cmake -S $tree --preset release"
own=$(bash -c 'root=$1; source "$root/tools/lib/build.sh"; processor_digest' bash "$tree")
echo "IPCBENCH_TUNED_FOR:INTERNAL=$own" >>"$tree/build/release/CMakeCache.txt"
run "$bench" --measure-only
expect_not_in "anew" "$err"

# Compilers run as many at a time as there is memory for: of the machine, or of a control group above this process's.
jobs_where() {  # CPUS, then FILE=TEXT... below a root of their own
  local fake=$sandbox/fake file
  rm -rf "$fake"
  for file in "${@:2}"; do
    mkdir -p "$fake/$(dirname "${file%%=*}")"
    printf '%b\n' "${file#*=}" >"$fake/${file%%=*}"
  done
  IPCBENCH_ROOT=$fake bash -c 'processors=$1 root=$2; source "$root/tools/lib/build.sh"; nproc() { echo "$processors"; }; build_jobs' bash "$1" "$tree"
}
free=proc/meminfo='MemTotal: 64000000 kB\nMemAvailable: 32000000 kB'
mounts_1=proc/self/mountinfo='35 24 0:30 / /cg/cpu rw - cgroup cgroup rw,cpu\n36 24 0:31 / /cg/memory rw - cgroup cgroup rw,memory\n37 24 0:32 / /cg/unified rw - cgroup2 cgroup2 rw'
mounts_2=proc/self/mountinfo='36 24 0:31 / /cg rw - cgroup2 cgroup2 rw'
contained=proc/self/mountinfo='36 24 0:31 /docker/x /cg rw - cgroup2 cgroup2 rw'
expect_same "$(jobs_where 16 "$free")" 16
expect_same "$(jobs_where 64 "$free")" 32
expect_same "$(jobs_where 16 proc/meminfo='MemAvailable: 900 kB')" 1
group_1=proc/self/cgroup='5:cpu:/other\n4:memory:/a/b\n0::/c'
expect_same "$(jobs_where 16 "$free" "$mounts_1" "$group_1")" 16
expect_same "$(jobs_where 16 "$free" "$mounts_1" "$group_1" cg/memory/a/memory.limit_in_bytes=4000000000 cg/memory/a/memory.usage_in_bytes=1900000000 \
  cg/memory/a/memory.stat='cache 1\ntotal_inactive_file 1000000000' cg/memory/a/b/memory.limit_in_bytes=9223372036854771712 cg/memory/a/b/memory.usage_in_bytes=5)" 3
group_2=proc/self/cgroup='0::/a/b'
expect_same "$(jobs_where 16 "$free" "$mounts_2" "$group_2" cg/a/b/memory.max=max cg/a/b/memory.current=5 cg/a/memory.max=2100000000 cg/a/memory.current=0)" 2
expect_same "$(jobs_where 16 "$free" "$mounts_2" "$group_2" cg/a/b/memory.max=200000000 cg/a/b/memory.current=0)" 1
expect_same "$(jobs_where 16 "$free" "$contained" proc/self/cgroup='0::/docker/x/y' cg/y/memory.max=max cg/y/memory.current=5 cg/memory.max=5100000000 cg/memory.current=0)" 4
expect_same "$(jobs_where 16 "$free" "$mounts_2" "$group_2" cg/a/b/memory.max=5 cg/a/b/memory.current=9)" 1
finish
