#!/usr/bin/env bash
# A wrong call ends with 2 and one line, before anything is installed or built.
# shellcheck source=tests/shell/lib.sh
source "$(dirname -- "$(readlink -f -- "${BASH_SOURCE[0]}")")/lib.sh"
debian_with_everything
working_cmake

for call in --banana --warmup=3 extra -x '--quick=1' '--rounds' '--rounds --quick' '--rounds=' '--shape'; do
  # shellcheck disable=SC2086  # several words
  run "$tree/tools/bench" $call
  expect_one_line_of_error 2 "bench: "
  expect_in --help "$err"
  expect_same "$(cat "$calls")" ""
done
run "$tree/tools/test" --banana
expect_one_line_of_error 2 "test: unknown flag --banana"
expect_same "$(cat "$calls")" ""

for tool in bench test; do
  run "$tree/tools/$tool" --help
  expect_status 0
  expect_same "$err" ""
  expect_in "--no-install" "$out"
  # Every flag that the tool takes stands in its help.
  mapfile -t flags < <(sed -n 's/^    \(--[a-z].*\))$/\1/p; s/^    \(--[a-z-]*\)) .*/\1/p' "$tree/tools/$tool" | grep -o -- '--[a-z-]*' | sort -u)
  if ((${#flags[@]} < 3)); then fail "found no flags: ${flags[*]}"; fi
  for flag in "${flags[@]}"; do expect_in "$flag " "$out"; done
done
finish
