# shellcheck shell=bash
# The Python that has what the analysis needs: the first python3 on the PATH may lack it (pyenv, conda).
# shellcheck source=tools/lib/common.sh
source "${root:?}/tools/lib/common.sh"

export PYTHONDONTWRITEBYTECODE=1 PYTHONSAFEPATH=1  # leave no caches in the tree; import nothing from the current directory

# Sets $python to one that imports every module of the given groups; false if there is none.
find_python() {  # GROUP...
  local modules
  mapfile -t modules < <(packages probe "$@" | sed -n 's/.* python://p')
  # Import, not find: a module built for another numpy is found, too.
  find_python_with '[__import__(module) for module in sys.argv[1:]]' "${modules[@]}"
}

# Sets $python to one that is new enough and does not fail in this code, which has the modules in sys.argv; false if there is none.
find_python_with() {  # CODE MODULE...
  local code=$1 modules=("${@:2}") candidates
  if ((${#modules[@]} == 0)); then return; fi
  if [[ -n ${IPCBENCH_PYTHON-} ]]; then
    candidates=("$IPCBENCH_PYTHON")
  else
    mapfile -t candidates < <(type -ap python3 || true; echo /usr/bin/python3; echo /usr/local/bin/python3)
  fi
  for python in "${candidates[@]}"; do
    if "$python" -c "import sys; sys.version_info >= (3, 10) or sys.exit(1); $code" "${modules[@]}" &>/dev/null; then
      return
    fi
  done
  if [[ -n ${IPCBENCH_PYTHON-} ]]; then die 2 "IPCBENCH_PYTHON=$IPCBENCH_PYTHON is older than 3.10, or cannot import all of: ${modules[*]}"; fi
  return 1
}

# Sets $python to any that is new enough; it needs no packages.
find_bare_python() {
  python=$(command -v "${IPCBENCH_PYTHON:-python3}" || true)
  if [[ -z $python ]]; then die 2 "no python3 here"; fi
  "$python" -c 'import sys; sys.exit(sys.version_info < (3, 10))' ||
    die 2 "Python 3.10 or newer is needed, and this is $("$python" --version 2>&1) ($python)"
}

# Runs a command of the package behind the tools.
run_python() {  # COMMAND ARGUMENT...
  PYTHONPATH=$root/tools${PYTHONPATH:+:$PYTHONPATH} "$python" -m ipcbench "$1" "${@:2}"
}

# All that a tool written in Python does here.
python_tool() {  # COMMAND ARGUMENT...
  find_python analysis || no_python
  run_python "$@"
}

# The same for one that is to answer at once: to import all modules, those that draw among them, takes a second.
quick_python_tool() {  # COMMAND ARGUMENT...
  local found='from importlib.util import find_spec; all(map(find_spec, sys.argv[1:])) or sys.exit(1)'
  find_python_with "$found" numpy scipy jsonschema || no_python
  run_python "$@"
}

no_python() {
  local missing manager
  manager=$(package_manager)
  mapfile -t missing < <(packages "$manager" analysis | cut -d' ' -f3)
  die 2 "no python3 here is 3.10 or newer and has all the modules it needs. Install: $(install_line "$manager" "${missing[@]}")"
}
