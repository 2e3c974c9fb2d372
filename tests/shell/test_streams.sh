#!/usr/bin/env bash
# A standard stream that the caller has closed is as good as /dev/null: the status stays, and no file takes its place.
# shellcheck disable=SC2016  # stubs expand what they hold when they run
# shellcheck source=tests/shell/lib.sh
source "$(dirname -- "$(readlink -f -- "${BASH_SOURCE[0]}")")/lib.sh"
debian_with_everything
working_cmake
stub bench_transfer <<'END'
for number in 0 1 2; do if [[ -e /proc/$$/fd/$number && $(readlink /proc/$$/fd/$number) != *tools* ]]; then echo "stream $number is open" >>"$CALLS"; fi; done
mkdir -p "$RESULTS/a-machine/20260101T120000Z"
echo whole >"$RESULTS/a-machine/20260101T120000Z/transfer.json"
echo "$RESULTS/a-machine/20260101T120000Z"
END

with_closed() {  # REDIRECTIONS COMMAND...
  status=0
  : >"$calls"
  (eval "exec $1"; cd "$sandbox/elsewhere" && exec "${in_sandbox[@]}" CALLS="$calls" RESULTS="$sandbox/results" "${@:2}") || status=$?
  out='' err=''
}

for closed in '<&-' '>&-' '2>&-' '<&- >&-' '>&- 2>&-' '<&- 2>&-' '<&- >&- 2>&-'; do
  with_closed "$closed 4</dev/null 1>/dev/null 2>/dev/null $closed" "$tree/tools/bench" --results "$sandbox/results"
  expect_status 0
  expect_same "$(grep -c '^stream . is open' "$calls")" 3
  for tool in bench doctor test recover; do
    with_closed "1>/dev/null 2>/dev/null $closed" "$tree/tools/$tool" --help
    expect_status 0
    with_closed "1>/dev/null 2>/dev/null $closed" "$tree/tools/$tool" --nothing
    expect_status 2
  done
done
finish
