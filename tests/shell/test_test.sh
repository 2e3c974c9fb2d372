#!/usr/bin/env bash
# tools/test: every build and every test, and a status of 0 only when all passed.
# shellcheck source=tests/shell/lib.sh
source "$(dirname -- "$(readlink -f -- "${BASH_SOURCE[0]}")")/lib.sh"
debian_with_everything
working_cmake
stub ctest <<<'echo "100% tests passed out of 3"'

run "$tree/tools/test"
expect_status 0
expect_called "cmake -S $tree --preset release -DIPCBENCH_WERROR=ON -DIPCBENCH_TESTS=ON -DIPCBENCH_PYTHON=$stubs/python3"
expect_called "cmake -S $tree --preset asan -DIPCBENCH_WERROR=ON -DIPCBENCH_TESTS=ON -DIPCBENCH_PYTHON=$stubs/python3"
expect_not_called "IPCBENCH_TESTS=OFF"
expect_called "ctest --test-dir $tree/build/release --output-on-failure --no-tests=error"
expect_called "ctest --test-dir $tree/build/asan --output-on-failure --no-tests=error"
expect_same "$(tail -n 1 <<<"$out")" "100% tests passed out of 3"

run "$tree/tools/test" --quick
expect_status 0
expect_not_called asan

# A failing test in either build fails the whole, and does not hide the other.
for build in release asan; do
  stub ctest <<<"[[ \$* != */$build\ * ]]"
  run "$tree/tools/test"
  expect_status 1
  expect_called "ctest --test-dir $tree/build/release"
  expect_called "ctest --test-dir $tree/build/asan"
done

# What is missing for the tests is found.
uninstall libgtest-dev
run "$tree/tools/test" --no-install
expect_one_line_of_error 2 "--no-install-recommends libgtest-dev"
expect_not_called ctest

# So is the browser that drives reports, where it is a package.
debian_with_everything
uninstall chromium-driver
stub ctest <<<'exit 0'
run "$tree/tools/test"
expect_status 0
expect_called "install --no-install-recommends chromium-driver"
run "$tree/tools/test" --no-install
expect_status 0
distribution 'ID=ubuntu' 'ID_LIKE=debian'
run "$tree/tools/test"
expect_status 0
expect_not_called chromium

# Continuous integration agrees to installing.
debian_with_everything
stub ctest <<<'exit 0'
uninstall libgtest-dev
stub id <<<'echo 1000'
stub sudo <<<'"$@"'
mkdir "$tree/.ci"
cp "$repository/.ci/run" "$tree/.ci"
run "$tree/.ci/run"
expect_status 0
expect_called "install --no-install-recommends libgtest-dev"
# The look of the C++ is held to the reference's tools, and to no others.
debian_with_everything
distribution 'ID=debian' 'VERSION_ID="12"'
stub git <<'END'
case "$*" in *ls-files*) printf 'src/a.cpp\0' ;; *diff*) printf '%s\n' src/a.hpp src/b.cpp src/os/c.hpp ;; *grep*'"os/c.hpp"'*) echo src/d.cpp ;; esac
END
mkdir -p "$tree/src" "$tree/build/release"
touch "$tree/src/a.cpp" "$tree/src/b.cpp" "$tree/src/d.cpp"
echo '"command": "c++ -O3 -Winvalid-pch -include /b/cmake_pch.hxx -c a.cpp"' >"$tree/build/release/compile_commands.json"
for tool in clang-format clang-tidy; do
  stub $tool <<'END'
if [[ $1 == --version ]]; then echo "Debian version 14.0.6"; fi
END
done
run "$tree/tools/test"
expect_status 0
expect_called "clang-format --dry-run -Werror src/a.cpp"
expect_called "clang-tidy --quiet --warnings-as-errors=* -p build/tidy src/a.cpp"
expect_called "clang-tidy --quiet --warnings-as-errors=* -p build/tidy src/b.cpp"
expect_called "clang-tidy --quiet --warnings-as-errors=* -p build/tidy src/d.cpp"  # it includes src/os/c.hpp
expect_in '"c++ -O3  -c a.cpp"' "$(cat "$tree/build/tidy/compile_commands.json")"  # clang cannot read GCC's
run "$tree/tools/test" --quick
expect_not_called "clang-tidy --quiet"
for tool in clang-format clang-tidy; do
  stub $tool <<'END'
if [[ $1 == --version ]]; then echo "Debian version 14.0.6"; else exit 1; fi
END
  run "$tree/tools/test"
  expect_status 1
  stub $tool <<<'echo "Debian version 19.1.7"'
  run "$tree/tools/test"
  expect_status 0
  expect_in "$tool is skipped: it is 19, the reference is 14 (Debian 12)" "$err"
done

# --long runs more of what is random.
stub ctest <<'END'
echo "kills: ${IPCBENCH_KILLS-}"
END
run "$tree/tools/test" --long
expect_in "kills: 20" "$out"
run "$tree/tools/test" --long --quick
expect_one_line_of_error 2 "contradict"

finish
