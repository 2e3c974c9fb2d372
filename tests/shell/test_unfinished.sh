#!/usr/bin/env bash
# A run that did not end goes on, suite by suite, or is made a result of.
# shellcheck disable=SC2016  # stubs expand what they hold when they run
# shellcheck source=tests/shell/lib.sh
source "$(dirname -- "$(readlink -f -- "${BASH_SOURCE[0]}")")/lib.sh"
debian_with_everything
working_cmake
for suite in transfer compute; do
  stub bench_$suite <<END
while [[ \$1 != --resume && \$1 != --recover ]]; do shift; done
mv "\$2/$suite.partial.jsonl" "\$2/$suite.json"
echo "\$2"
END
done
folder="$sandbox/results/a machine/20260101T120000Z"

begun() {  # SUITE...
  local suite
  rm -rf "$sandbox/results"
  mkdir -p "$folder"
  for suite in "$@"; do echo line >"$folder/$suite.partial.jsonl"; done
}

begun transfer compute
run "$tree/tools/bench" --resume "$folder" --time-limit 5m
expect_status 0
expect_called "bench_compute --progress --resume $folder --time-limit 5m --no-warnings"
expect_called "bench_transfer --progress --resume $folder --time-limit 5m --no-warnings"
expect_called "ipcbench show $folder"

begun compute
run "$tree/tools/recover" "$folder"
expect_status 0
expect_called "bench_compute --recover $folder"
expect_not_called "bench_transfer --recover"

# What is none of the suites, and a folder whose name begins with a dash.
begun evil
run "$tree/tools/recover" "$folder"
expect_one_line_of_error 2 "nothing is left there"
begun compute
mkdir -p "$sandbox/elsewhere"
rm -rf "$sandbox/elsewhere/-r"
cp -r "$folder" "$sandbox/elsewhere/-r"
run "$tree/tools/recover" -- -r
expect_called "bench_compute --recover -r"

# What is no such run, or asks for two things at once.
begun
for tool in "bench --resume" recover; do
  # shellcheck disable=SC2086  # a tool and its flag
  run "$tree/tools/"$tool "$folder"
  expect_status 2
  expect_in "nothing is left there of an interrupted run" "$err"
  expect_not_called "bench_transfer "
done
begun transfer
for flags in transfer --quick "--rounds 3" "--results x" "--like x" "--against HEAD"; do
  # shellcheck disable=SC2086  # a flag and its value
  run "$tree/tools/bench" --resume "$folder" $flags
  expect_status 2
  expect_in "leave out what says what is measured" "$err"
done
run "$tree/tools/recover"
expect_status 2
expect_in "which run?" "$err"
finish
