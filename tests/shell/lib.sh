# shellcheck shell=bash
# A sandbox for the tests of the tools: a copy of tools/ in a path with a space, and a PATH that holds nothing but
# stubs and a few harmless commands. A stub notes its calls in $calls, one a line.
set -euo pipefail
repository=$(readlink -f -- "${BASH_SOURCE[0]}")
repository=${repository%/tests/*}
sandbox=$(mktemp -d)
trap 'rm -rf "$sandbox"' EXIT
tree="$sandbox/a tree"
stubs=$sandbox/stubs
calls=$sandbox/calls
mkdir -p "$tree/tools" "$stubs" "$sandbox/base" "$sandbox/elsewhere"
cp -r "$repository"/tools/{advise,bench,doctor,test,plot,recover,show,lib} "$tree/tools"
: >"$calls"
for command in awk basename bash cat cp cut df dirname env grep head kill mkdir mktemp mv nproc readlink rm sed sha256sum sleep sort tail touch uname xargs; do
  ln -s "$(command -v $command)" "$sandbox/base/$command"
done
# No real Python has this module: only stubs pass for one that the tools can use.
echo "analysis python:only_in_stubs only-deb only-rpm only-arch only-suse" >>"$tree/tools/lib/packages"

# Any CMake says its version, and any benchmark can start, before the stub's own script runs.
stub() {  # NAME, its script on stdin
  local harmless=''
  # shellcheck disable=SC2016  # the stub expands them
  case $1 in
    cmake) harmless='if [[ $1 == --version ]]; then echo "cmake version ${CMAKE_VERSION:-3.25.1}"; exit; fi' ;;
    bench_*) harmless='if [[ $1 == --help ]]; then exit; fi' ;;
  esac
  { echo '#!/usr/bin/env bash'; echo "$harmless"; echo "echo \"$1 \$*\" >>'$calls'"; cat; } >"$stubs/$1"
  chmod +x "$stubs/$1"
}

distribution() { printf '%s\n' "$@" >"$sandbox/os-release"; }

# Debian with everything installed, as root, and a Python that has every module.
debian_with_everything() {
  distribution 'ID=debian'
  awk '!/^#/ && NF { print $3, "installed" }' "$tree/tools/lib/packages" >"$sandbox/installed"
  stub dpkg-query <<<"cat '$sandbox/installed'"
  stub apt-get <<<'exit 0'
  stub id <<<'echo 0'
  stub python3 <<<'exit 0'
}

uninstall() { sed -i "/^$1 /d" "$sandbox/installed"; }  # PACKAGE

# CMake that configures and "builds" by copying the stub bench_transfer.
working_cmake() {
  stub cmake <<END
if [[ \$1 == --build ]]; then
  for built in '$stubs'/bench_*; do if [[ -e \$built ]]; then mkdir -p "\$2/bin" && cp "\$built" "\$2/bin"; fi; done
else
  mkdir -p "\$2/build/\$4"
  touch "\$2/build/\$4/build.ninja"
  printf '%s\n' "CMAKE_HOME_DIRECTORY:INTERNAL=\$2" CMAKE_GENERATOR:INTERNAL=Ninja >"\$2/build/\$4/CMakeCache.txt"
fi
END
}

in_sandbox=(env -i PATH="$stubs:$sandbox/base" IPCBENCH_OS_RELEASE="$sandbox/os-release")  # [NAME=VALUE...] COMMAND...

# Runs a tool from another directory, without HOME and without a terminal; sets $status, $out and $err.
run() {  # [NAME=VALUE...] COMMAND...
  status=0
  : >"$calls"
  (cd "$sandbox/elsewhere" && "${in_sandbox[@]}" "$@") </dev/null >"$sandbox/out" 2>"$sandbox/err" || status=$?
  out=$(cat "$sandbox/out")
  err=$(cat "$sandbox/err")
}

failures=0
fail() {
  failures=$((failures + 1))
  printf 'FAILED in %s, line %s: %s\n' "${0##*/}" "${BASH_LINENO[1]}" "$1"
  printf '  status %s\n  stdout: %s\n  stderr: %s\n  calls: %s\n' "${status-}" "${out-}" "${err-}" "$(cat "$calls")"
}

expect_status() { if [[ $status != "$1" ]]; then fail "status $status in place of $1"; fi; }
expect_same() { if [[ $1 != "$2" ]]; then fail "'$1' in place of '$2'"; fi; }                 # ACTUAL EXPECTED
expect_in() { if [[ $2 != *"$1"* ]]; then fail "'$1' is not in '$2'"; fi; }                   # PART TEXT
expect_not_in() { if [[ $2 == *"$1"* ]]; then fail "'$1' is in '$2'"; fi; }                   # PART TEXT
expect_called() { if ! grep -Fq -- "$1" "$calls"; then fail "no call of '$1'"; fi; }
expect_not_called() { if grep -Fq -- "$1" "$calls"; then fail "a call of '$1'"; fi; }
expect_one_line_of_error() {  # STATUS PART
  expect_status "$1"
  expect_in "$2" "$err"
  if [[ $err == *$'\n'* ]]; then fail "more than one line on stderr"; fi
}

finish() {
  if ((failures)); then exit 1; fi
  echo "${0##*/}: passed"
}
