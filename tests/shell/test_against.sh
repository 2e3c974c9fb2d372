#!/usr/bin/env bash
# Two builds, or two settings of one, measured in pairs by tools/bench --against, and judged by tools/compare.
# shellcheck disable=SC2016  # stubs expand what they hold when they run
# shellcheck source=tests/shell/lib.sh
source "$(dirname -- "$(readlink -f -- "${BASH_SOURCE[0]}")")/lib.sh"
debian_with_everything
working_cmake
stub bench_transfer <<'END'
for side in 20260101T120000Z 20260101T120001Z; do
  mkdir -p "$RESULTS/a-machine/$side"
  echo whole >"$RESULTS/a-machine/$side/transfer.json"
  echo "$RESULTS/a-machine/$side"
done
END
stub git <<'END'
case "$*" in
  *"rev-parse"*"abc123^{commit}"*) echo abc123abc123abc123abc123 ;;
  *"rev-parse"*) exit 1 ;;
  *clone*) mkdir -p "${!#}/tools" && touch "${!#}/CMakeLists.txt" "${!#}/tools/bench" ;;
esac
END
a="$sandbox/results/a-machine/20260101T120000Z"
b="$sandbox/results/a-machine/20260101T120001Z"
against() { run RESULTS="$sandbox/results" "$tree/tools/bench" --results "$sandbox/results" "$@"; }

# B, what A is held against, is the baseline, and the last line but one says where both are.
expect_pair() {
  expect_status 0
  expect_called "ipcbench compare $b $a"
  expect_in "Results $a against $b" "$out"
}

# A folder with binaries, a build's folder, a checkout, which is built, and a commit, which is checked out and built.
build="$sandbox/other build"
mkdir -p "$build/bin"
cp "$stubs/bench_transfer" "$build/bin"
for named in "$build/bin" "$build"; do
  against --against "$named" --rounds 6
  expect_called "bench_transfer --progress --results $sandbox/results --rounds 6 --against $build/bin --no-warnings"
  expect_pair
done
checkout="$sandbox/a checkout"
mkdir -p "$checkout/tools"
touch "$checkout/CMakeLists.txt" "$checkout/tools/bench"
against --against "$checkout"
expect_called "cmake --build $checkout/build/release"
expect_called "--against $checkout/build/release/bin"
expect_pair
against --against abc123
expect_called "checkout --quiet --detach abc123abc123abc123abc123"
expect_called "--against $tree/build/against/abc123abc123/build/release/bin"
expect_pair
against --against abc123
expect_not_called "git clone"

# Another setting of the same build.
against --against --placement same_core --only pipe
expect_called "--against-placement same_core --only pipe"
expect_pair
against --against --placement=none
expect_called "--against-placement none"
against --against --residency memory
expect_called "--against-residency memory"

# What cannot be.
against --against nowhere
expect_one_line_of_error 2 "no such folder, and no such commit"
against --against "$sandbox/elsewhere"
expect_one_line_of_error 2 "neither binaries nor a checkout"
against --against
expect_one_line_of_error 2 "--against needs a build"
against --against --rounds 3
expect_one_line_of_error 2 "--against needs a build"
against --against --placement
expect_one_line_of_error 2 "needs a value"
against all --against abc123
expect_one_line_of_error 2 "of one suite"
against --measure-only --against abc123
expect_one_line_of_error 2 "leave out --measure-only"
expect_not_called "bench_transfer "

# A run that failed ends as it did, with what there is to be seen of it.
stub bench_transfer <<'END'
exit 2
END
rm -rf "$sandbox/results"
against --against "$build/bin"
expect_status 2
expect_not_called "ipcbench compare"
finish
