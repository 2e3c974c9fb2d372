#!/usr/bin/env bash
# tools/bench from set-up to the verdict table, with stubs for CMake, Python and the benchmark.
# shellcheck source=tests/shell/lib.sh
source "$(dirname -- "$(readlink -f -- "${BASH_SOURCE[0]}")")/lib.sh"
debian_with_everything
working_cmake
bench="$tree/tools/bench"
stub python3 <<'END'
case "$*" in
  *"ipcbench plot"*) echo "${*: -1}/headline.svg" ;;
  *"ipcbench report"*) echo "${*: -1}" ;;
  *"ipcbench show"*) echo "the table" ;;
esac
END
# A benchmark that writes a result and names it last, and ends with $BENCH_STATUS.
stub bench_transfer <<'END'
suite=${0##*bench_}
while (($#)) && [[ $1 != --results && $1 != --run ]]; do shift; done
folder=$2
if [[ $1 == --results ]]; then folder=$2/a-machine/20260101T120000Z; fi
mkdir -p "$folder"
touch "$folder/$suite.json"
echo "$folder"
exit "${BENCH_STATUS:-0}"
END
for suite in compute pool sweep; do
  sed "s/bench_transfer \\$/bench_$suite $/" "$stubs/bench_transfer" >"$stubs/bench_$suite"
  chmod +x "$stubs/bench_$suite"
done
result="$tree/results/a-machine/20260101T120000Z"

# The first call configures, builds, measures, draws and shows; the second builds without a word.
run "$bench"
expect_status 0
expect_same "$out" "the table
Result $result
Figures $tree/plots/a-machine/20260101T120000Z
Report $tree/plots/a-machine/20260101T120000Z/report.html"
expect_called "ipcbench plot $result -o $tree/plots/a-machine/20260101T120000Z"
expect_called "cmake -S $tree --preset release -DIPCBENCH_TESTS=OFF"
expect_called "cmake --build $tree/build/release --parallel"
expect_called "--target bench_transfer bench_compute"
expect_called "bench_transfer --progress --results $tree/results --no-warnings"
expect_not_called "bench_compute --progress"
run "$bench"
expect_same "$err" ""
expect_not_called "--preset"

# Flags are handed on; --quick is a default for rounds and transfers.
run "$bench" --shape 7x13 --shape=1x1 --only 'pipe|local' --seed 7 --kernel sum --residency memory --placement none --precision 3% --time-limit 90s \
  --machine m --with-hostname --rounds 3 --all -- --benchmark_filter=pipe
expect_called "--shape 7x13 --shape 1x1 --only pipe|local --seed 7 --kernel sum --residency memory --placement none --precision 3% --time-limit 90s"
expect_called "--results $tree/results --machine m"
expect_called "--with-hostname --rounds 3 --no-warnings --benchmark_filter=pipe"
expect_called "ipcbench show $result --all"
run "$bench" --quick
expect_called "--rounds 6 --transfers 6"
expect_in "a first look" "$err"
run "$bench" --quick --rounds 2
expect_called "--rounds 2 --transfers 6"

# Without a suite the usual transports are measured, and what proves the verdict: the rows that the analysis names.
stub python3 <<'END'
case "$*" in
  *"ipcbench pool_rows"*) printf 'farm/pipe/7x13/workers:2/window:2/kernel:fma_%s\n' 8 32 ;;
  *"ipcbench plot"*) echo "${*: -1}/headline.svg" ;;
  *"ipcbench report"*) echo "${*: -1}" ;;
  *"ipcbench show"*) echo "the table" ;;
esac
END
proof="bench_pool --progress --run $result"
run "$bench" --shape 7x13
expect_status 0
expect_called "bench_transfer --progress --results $tree/results --shape 7x13 --no-warnings --usual"
expect_called "$proof --shape 7x13 --no-warnings --rounds 6 --transfers 4 --only ^(farm/pipe/7x13/workers:2/window:2/kernel:fma_8|farm/pipe/7x13/workers:2/window:2/kernel:fma_32)$"
expect_in "Proving the verdict with two workers: 2 rows." "$err"
for without in --quick --measure-only '--only pipe' '--residency memory' transfer; do
  # shellcheck disable=SC2086  # flags
  run "$bench" $without
  expect_status 0
  expect_not_called "$proof"
done
run "$bench" --machine m
expect_called "--results $tree/results --machine m"
expect_called "$proof --no-warnings"
run "$bench" transfer
expect_not_called "--usual"
run BENCH_STATUS=1 "$bench"
expect_not_called "$proof"

# Suites share the folder of their run; what only one of them can have is refused.
run "$bench" compute
expect_called "bench_compute --progress --results $tree/results --no-warnings"
expect_not_called "bench_transfer --progress"
run "$bench" all
expect_status 0
expect_called "bench_transfer --progress --results $tree/results --no-warnings"
expect_called "bench_compute --progress --run $result --no-warnings"
expect_called "ipcbench show $result"
run "$bench" banana
expect_one_line_of_error 2 "no suite is called banana"
run "$bench" all -- --benchmark_out=x.json
expect_one_line_of_error 2 "name one suite"

# --like repeats a run; a flag given by hand wins, wherever it stands.
stub python3 <<'END'
case "$*" in
  *"ipcbench like bad.json") echo "bench --like: bad.json: cannot be repeated" >&2; exit 2 ;;
  *"ipcbench like"*) case "${*: -1}" in compute) suite=compute ;; *) suite=transfer ;; esac; printf '%s\n' "suite $suite" '--shape 7x13' '--shape 1x1' '--rounds 9' '--transfers 3' '--seed 5' '--only ^(transfer/pipe|local/sum)/' ;;
  *"ipcbench plot"*) echo "${*: -1}/headline.svg" ;;
  *"ipcbench report"*) echo "${*: -1}" ;;
  *"ipcbench show"*) echo "the table" ;;
esac
END
run "$bench" --like 'my run' compute
expect_status 0
expect_called "ipcbench like my run compute"
expect_called "bench_compute --progress"
run "$bench" --like 'my run'
expect_status 0
expect_called "ipcbench like my run"
expect_called "--shape 7x13 --shape 1x1 --rounds 9 --transfers 3 --seed 5 --only ^(transfer/pipe|local/sum)/"
run "$bench" --rounds 2 --like=r.json --shape 3x3
expect_called "--shape 3x3 --rounds 2 --transfers 3 --seed 5 --only ^(transfer/pipe|local/sum)/"
expect_not_called 7x13
run "$bench" --like bad.json
expect_one_line_of_error 2 "bad.json: cannot be repeated"
expect_not_called bench_transfer
run "$bench" --like r.json --quick
expect_one_line_of_error 2 "--quick and --like both set the rounds"

# Directories are the caller's, with spaces or without.
run "$bench" --results 'my results' --plots=figures
expect_status 0
expect_in "Result my results/a-machine/20260101T120000Z" "$out"
expect_in "Figures figures/a-machine/20260101T120000Z" "$out"
expect_in "Report figures/a-machine/20260101T120000Z/report.html" "$out"
if [[ ! -e "$sandbox/elsewhere/my results/a-machine/20260101T120000Z/transfer.json" ]]; then fail "no result where the caller is"; fi

# Bad or interrupted measurements are shown all the same, and told by the status.
for bad in 1 130; do
  run BENCH_STATUS=$bad "$bench"
  expect_status $bad
  expect_in "the table" "$out"
done

# --measure-only needs no Python.
stub python3 <<<'exit 1'
run "$bench" --measure-only
expect_status 0
expect_not_called '--no-warnings'  # no table shows them
expect_same "$out" "$result"
expect_not_called python3

# A figure that fails is not passed over, and takes the table with it no more than the other way round.
stub python3 <<<'case "$*" in *"ipcbench plot"*) echo "no fonts" >&2; exit 1 ;; *"ipcbench show"*) echo "the table" ;; esac'
run "$bench"
expect_status 2
expect_in "no fonts" "$err"
expect_in "the table" "$out"

# Without a result file (a list of rows, a wrong call) the benchmark's own words and status stand.
stub bench_transfer <<<'printf "%s\n" transfer/pipe/1x1 transfer/posix_mq/1x1'
run "$bench" -- --benchmark_list_tests
expect_status 0
expect_same "$out" $'transfer/pipe/1x1\ntransfer/posix_mq/1x1'
expect_not_called "ipcbench show"
stub bench_transfer <<<'echo "a bad shape: banana" >&2; exit 2'
run "$bench" --shape banana
expect_one_line_of_error 2 "a bad shape: banana"

# A build directory of another place or generator is started anew.
for line in "s|^\(CMAKE_HOME_DIRECTORY:INTERNAL=\).*|\1$sandbox|" 's|Ninja|Unix Makefiles|'; do
  sed -i "$line" "$tree/build/release/CMakeCache.txt"
  touch "$tree/build/release/stale"
  run "$bench"
  expect_in "starting it anew" "$err"
  expect_called "--preset release"
  if [[ -e $tree/build/release/stale ]]; then fail "the foreign build directory is still there"; fi
done

# A failing build shows the end of its log and where the rest is.
stub cmake <<<'seq 1 100; echo "error: no member named banana"; exit 1'
ln -s "$(command -v seq)" "$sandbox/base/seq"
run "$bench"
expect_status 2
expect_in "error: no member named banana" "$err"
expect_in "$tree/build/release.log" "$err"
expect_not_in $'\n42\n' "$err"
expect_not_called 'bench_transfer --progress'

# A full disk is told before the build.
rm -rf "$tree/build"
rm "$sandbox/base/df"
stub df <<<'printf "Filesystem 1024-blocks Used Available Capacity Mounted\n/dev/x 100000 0 51200 0%% /\n"'
run "$bench"
expect_one_line_of_error 3 "only 50 MB are free"
expect_not_called cmake
finish
