#!/usr/bin/env bash
# The tools find a Python that has the modules, wherever it stands on the PATH.
# shellcheck disable=SC2016  # stubs expand what they hold when they run
# shellcheck source=tests/shell/lib.sh
source "$(dirname -- "$(readlink -f -- "${BASH_SOURCE[0]}")")/lib.sh"
distribution 'ID=debian'
second="$sandbox/second one"
mkdir "$second"
has_modules='if [[ $1 == -c ]]; then exit 0; fi; echo "$PYTHONPATH|$*"'

# The first python3 lacks a module, the second has all.
stub python3 <<<'exit 1'
stub id <<<'echo 1000'
printf '#!/usr/bin/env bash\n%s\n' "$has_modules" >"$second/python3"
chmod +x "$second/python3"
run PATH="$stubs:$second:$sandbox/base" "$tree/tools/plot" 'a result.json' -o 'a directory'
expect_status 0
expect_same "$out" "$tree/tools|-m ipcbench plot a result.json -o a directory"
run PATH="$stubs:$second:$sandbox/base" PYTHONPATH=/mine "$tree/tools/show" --all
expect_same "$out" "$tree/tools:/mine|-m ipcbench show --all"

# It is told by importing every module of the table.
expect_called 'python3 -c import sys'
expect_called 'numpy scipy matplotlib jinja2 jsonschema only_in_stubs'

# A tool that is to answer at once looks for what it needs alone, and imports nothing twice.
run PATH="$stubs:$second:$sandbox/base" "$tree/tools/advise" --shape 1x1
expect_same "$out" "$tree/tools|-m ipcbench advise --shape 1x1"
expect_called 'find_spec, sys.argv[1:])) or sys.exit(1) numpy scipy jsonschema'

# The one that the user names is taken before the PATH, and is not passed over.
run IPCBENCH_PYTHON="$second/python3" "$tree/tools/plot"
expect_same "$out" "$tree/tools|-m ipcbench plot"
expect_not_called python3
run PATH="$second:$sandbox/base" IPCBENCH_PYTHON="$stubs/python3" "$tree/tools/plot"
expect_one_line_of_error 2 "IPCBENCH_PYTHON=$stubs/python3 is older than 3.10, or cannot import"

# None has them: the packages are named.
run "$tree/tools/show"
expect_one_line_of_error 2 "sudo apt-get update && sudo apt-get install --no-install-recommends python3-numpy python3-scipy"
distribution 'ID=fedora'
run "$tree/tools/show"
expect_one_line_of_error 2 "sudo dnf install python3-numpy"

# A tool's status is its Python's, and a link to a tool works like the tool.
printf '#!/usr/bin/env bash\nif [[ $1 == -m ]]; then exit 2; fi\n' >"$second/python3"
ln -s "$tree/tools/show" "$sandbox/elsewhere/show"
run PATH="$second:$sandbox/base" ./show
expect_status 2
expect_same "$err" ""
finish
