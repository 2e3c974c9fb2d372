#!/usr/bin/env bash
# tools/doctor: builds what it asks, and needs neither a build nor packages for the limits alone.
# shellcheck disable=SC2016  # stubs expand what they hold when they run
# shellcheck source=tests/shell/lib.sh
source "$(dirname -- "$(readlink -f -- "${BASH_SOURCE[0]}")")/lib.sh"
debian_with_everything
working_cmake
stub bench_transfer <<<'exit 0'
doctor="$tree/tools/doctor"

# It builds the benchmark alone, and hands it over with the flags.
stub python3 <<<'if [[ $1 == -m ]]; then exit "${DOCTOR_STATUS-0}"; fi'
run "$doctor" --shape 7x13 --shape=1x1 --only 'transfer/pipe'
expect_status 0
expect_called "cmake --build $tree/build/release --parallel"
expect_called "--target bench_transfer"
expect_called "python3 -m ipcbench doctor --shape 7x13 --shape 1x1 --only transfer/pipe --binary $tree/build/release/bin/bench_transfer"
expect_not_called bench_compute

# Its status is the diagnosis.
for status_of_python in 1 2; do
  run DOCTOR_STATUS=$status_of_python "$doctor"
  expect_status "$status_of_python"
done

# The limits alone need no build and no packages; any python3 will do.
uninstall libbenchmark-dev
run "$doctor" --limits
expect_status 0
expect_called "python3 -m ipcbench doctor --limits"
expect_not_called cmake
run IPCBENCH_PYTHON="$stubs/python3" "$doctor" --limits
expect_status 0
run IPCBENCH_PYTHON="$sandbox/nowhere" "$doctor" --limits
expect_one_line_of_error 2 "no python3 here"

# What is missing for the build is named.
run "$doctor" --no-install
expect_one_line_of_error 2 "--no-install-recommends libbenchmark-dev"
expect_not_called python3

# Wrong calls.
for wrong in --banana --shape '--only --limits'; do
  # shellcheck disable=SC2086  # one or two words
  run "$doctor" $wrong
  expect_one_line_of_error 2 "doctor: "
done
run "$doctor" --help
expect_status 0
expect_in "Measures" "$out"
finish
