#!/usr/bin/env bash
# Ctrl-C and kill reach the benchmark; it finishes its file; then the rows are shown and the status is the benchmark's.
# shellcheck disable=SC2016  # stubs expand what they hold when they run
# shellcheck source=tests/shell/lib.sh
source "$(dirname -- "$(readlink -f -- "${BASH_SOURCE[0]}")")/lib.sh"
debian_with_everything
working_cmake
stub python3 <<<'case "$*" in *"ipcbench show"*) echo "the table" ;; esac'
stub bench_transfer <<'END'
stopped=''
trap 'stopped=1; echo "told INT" >>"$CALLS"' INT
trap 'stopped=1; echo "told TERM" >>"$CALLS"' TERM
echo measuring >>"$CALLS"
for ((i = 0; i < 100 && ! stopped; i++)); do sleep 0.1; done
sleep 0.5  # finishing takes its time
result="$RESULTS/a-machine/20260101T120000Z"
mkdir -p "$result"
echo whole >"$result/transfer.json"
echo line >"$result/transfer.partial.jsonl"
echo "$result"
if [[ -n $stopped ]]; then exit 130; fi
END
result="$sandbox/results/a-machine/20260101T120000Z"

# Starts tools/bench in a process group of its own, signals it as KILL_ARGUMENTS say, and waits.
interrupt() {  # SIGNAL process|group
  local pid target
  rm -rf "$sandbox/results"
  : >"$calls"
  status=0
  set -m
  "${in_sandbox[@]}" CALLS="$calls" RESULTS="$sandbox/results" "$tree/tools/bench" --results "$sandbox/results" \
    </dev/null >"$sandbox/out" 2>"$sandbox/err" &
  pid=$!
  set +m
  for ((i = 0; i < 100; i++)); do
    if grep -q measuring "$calls"; then break; fi
    sleep 0.1
  done
  target=$pid
  if [[ $2 == group ]]; then target=-$pid; fi
  kill -s "$1" -- "$target"
  wait "$pid" || status=$?
  out=$(cat "$sandbox/out")
  err=$(cat "$sandbox/err")
}

for who in process group; do
  for signal in INT TERM; do
    interrupt $signal $who
    expect_status 130
    expect_same "$(grep '^told' "$calls" | sort -u)" "told $signal"
    expect_same "$(cat "$result/transfer.json")" whole
    expect_in "the table" "$out"
    expect_in "Result $result" "$out"
    expect_in "tools/bench --resume $result goes on" "$err"
  done
done

# While it draws it ends at once, and says where the result is.
stub bench_transfer <<'END'
mkdir -p "$RESULTS/a-machine/20260101T120000Z"
echo whole >"$RESULTS/a-machine/20260101T120000Z/transfer.json"
echo "$RESULTS/a-machine/20260101T120000Z"
END
stub python3 <<<'case "$*" in *"ipcbench plot"*) echo measuring >>"$CALLS"; trap "exit 130" INT TERM; for ((i = 0; i < 100; i++)); do sleep 0.1; done ;; esac'
for signal in INT TERM; do
  interrupt $signal group
  expect_status 130
  expect_in "the result is $result" "$err"
  expect_not_called "ipcbench show"
done

# In the build it ends at once, with no talk of a failed build.
stub cmake <<<'echo measuring >>"$CALLS"; trap "exit 1" INT; for ((i = 0; i < 100; i++)); do sleep 0.1; done'
rm -rf "$tree/build"
interrupt INT group
expect_status 130
expect_not_in failed "$err"
expect_not_called bench_transfer
finish
