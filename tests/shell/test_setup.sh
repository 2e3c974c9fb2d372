#!/usr/bin/env bash
# Set-up: what is missing is found, installed where that is allowed, and named where it is not.
# shellcheck disable=SC2016  # stubs expand what they hold when they run
# shellcheck source=tests/shell/lib.sh
source "$(dirname -- "$(readlink -f -- "${BASH_SOURCE[0]}")")/lib.sh"
cat >"$tree/setup" <<'END'
#!/usr/bin/env bash
set -euo pipefail
root=$(dirname -- "$0")
assume_yes=${YES-} no_install=${NO_INSTALL-}
source "$root/tools/lib/setup.sh"
setup "$@"
echo done
END
chmod +x "$tree/setup"
setup="$tree/setup"
apt_line='apt-get update && sudo apt-get install --no-install-recommends cmake libhwloc-dev'
two_missing() {
  debian_with_everything
  uninstall cmake
  uninstall libhwloc-dev
}

# Nothing is missing: silence.
debian_with_everything
run "$setup" build analysis test
expect_status 0
expect_same "$out$err" "done"
expect_not_called apt-get

# Root installs what is missing, and nothing else.
two_missing
run "$setup" build
expect_status 0
expect_called "apt-get -y -o Acquire::Retries=3 -o DPkg::Lock::Timeout=300 update"
expect_called "install --no-install-recommends cmake libhwloc-dev"
run NO_INSTALL=1 "$setup" build
expect_one_line_of_error 2 "apt-get install --no-install-recommends cmake libhwloc-dev"
expect_not_in sudo "$err"
expect_not_called apt-get

# What one row needs comes along with the rest, and its lack stops nothing.
debian_with_everything
uninstall liburing-dev
run NO_INSTALL=1 "$setup" build
expect_status 0
expect_same "$out$err" "done"
uninstall cmake
run "$setup" build
expect_status 0
expect_called "install --no-install-recommends cmake liburing-dev"

# A package that is removed but has left its configuration is missing, whatever others are called.
debian_with_everything
uninstall cmake
printf '%s\n' 'cmake config-files' 'another-cmake installed' >>"$sandbox/installed"
run NO_INSTALL=1 "$setup" build
expect_one_line_of_error 2 "--no-install-recommends cmake"

# The lists of packages may be out of reach as long as the packages are not; a failing install is told with its log.
two_missing
stub apt-get <<<'[[ $* != *update* ]]'
run "$setup" build
expect_status 0
stub apt-get <<<'echo "E: Unable to fetch some archives"; exit 100'
run "$setup" build
expect_status 2
expect_in "E: Unable to fetch some archives" "$err"
expect_in "$tree/build/setup.log" "$err"

# A user: without a terminal the line is printed, --yes agrees, --no-install never installs.
two_missing
stub id <<<'echo 1000'
stub sudo <<<'"$@"'
run "$setup" build
expect_one_line_of_error 2 "sudo $apt_line"
expect_not_called apt-get
run YES=1 "$setup" build
expect_status 0
expect_called "sudo env DEBIAN_FRONTEND=noninteractive apt-get"
run YES=1 NO_INSTALL=1 "$setup" build
expect_one_line_of_error 2 "sudo $apt_line"
expect_not_called apt-get

# On a terminal the user is asked.
answers=(y n)
if ! script -qec true /dev/null </dev/null &>/dev/null; then
  echo "skipped: the question on a terminal (none can be made here: is /dev/pts mounted?)"
  answers=()
fi
for answer in "${answers[@]}"; do
  : >"$calls"
  status=0
  out=$(sleep 1 | cat - <(echo "$answer") | "${in_sandbox[@]}" "$(command -v script)" -qec "'$setup' build" /dev/null) || status=$?
  expect_in 'Install them with sudo apt-get? [Y/n]' "$out"
  if [[ $answer == y ]]; then expect_status 0; expect_called 'apt-get -y'; else expect_status 2; expect_not_called 'apt-get -y'; fi
done

# A user without sudo.
rm "$stubs/sudo"
run YES=1 "$setup" build
expect_one_line_of_error 2 "As root: apt-get update && apt-get install --no-install-recommends cmake libhwloc-dev"

# A Python of one's own that has the modules needs no packages; without one they are installed.
debian_with_everything
uninstall python3-numpy
run "$setup" build analysis
expect_same "$out$err" "done"
stub python3 <<<'exit 1'
run NO_INSTALL=1 "$setup" build analysis
expect_one_line_of_error 2 "python3-numpy"
run NO_INSTALL=1 "$setup" build  # as --measure-only does
expect_same "$out$err" "done"

# Other distributions: the line is printed only if something is missing.
stub id <<<'echo 1000'
rm "$stubs"/{dpkg-query,apt-get}
everything_is_here() {
  stub python3 <<<'exit 0'
  stub c++ <<<'exit 0'
  for command in cmake ninja git pkg-config mypy shellcheck; do stub $command <<<''; done
}
others() {  # OS_RELEASE LINE
  distribution "$1"
  everything_is_here
  run "$setup" build analysis test
  expect_status 0
  expect_same "$out$err" "done"
  stub c++ <<<'read -r line; [[ $line != *hwloc.h* ]]'
  rm "$stubs/cmake"
  stub python3 <<<'exit 1'
  run YES=1 "$setup" build analysis
  expect_one_line_of_error 2 "$2"
}
others 'ID=fedora' "sudo dnf install cmake hwloc-devel python3-numpy python3-scipy python3-matplotlib python3-jinja2 python3-jsonschema"
others $'ID="rocky"\nID_LIKE="rhel centos fedora"' "sudo dnf install cmake hwloc-devel python3-numpy"
others $'ID="rhel"\nID_LIKE="centos"' "sudo dnf install cmake hwloc-devel python3-numpy"
others 'ID=arch' "sudo pacman -S --needed cmake hwloc python-numpy python-scipy python-matplotlib python-jinja python-jsonschema"
others $'ID="opensuse-tumbleweed"\nID_LIKE="opensuse suse"' "sudo zypper install cmake hwloc-devel python3-numpy python3-scipy"
others 'ID=nixos' "(by this distribution's own names) cmake hwloc.h python:numpy"

# Elsewhere than on Linux.
rm -f "$sandbox/base/uname"
stub uname <<<'echo Darwin'
run "$setup" build
expect_one_line_of_error 2 "Linux only; a virtual machine or WSL2 will do."
finish
