# shellcheck shell=bash
# The look of the C++: clang-format on every file, clang-tidy on what changed. Both by the versions of the reference, Debian
# 12: others lay out and warn otherwise, so elsewhere they are skipped, by name.
# shellcheck source=tools/lib/common.sh
source "${root:?}/tools/lib/common.sh"

readonly lint_version=14 most_tidied=8  # files by default: each takes some 10 s

# True if TOOL is here in the version of the reference; else says what is skipped.
is_reference() {  # TOOL
  local found
  found=$("$1" --version 2>/dev/null | sed -n 's/.*version \([0-9]*\).*/\1/p' | head -n 1) || true
  if [[ $found == "$lint_version" ]]; then return; fi
  say "$1 is skipped: it is ${found:-not here}, the reference is $lint_version (Debian 12)"
  return 1
}

check_format() {
  if ! is_reference clang-format; then return; fi
  say "clang-format:"
  git -C "$root" ls-files -z '*.cpp' '*.hpp' | (cd "$root" && xargs -0 clang-format --dry-run -Werror)
}

# Prints the .cpp files that changed against the parent commit; of a changed header the file of the same name, or else
# one that includes it.
changed_sources() {
  local file
  git -C "$root" diff --name-only --diff-filter=d HEAD~1 -- '*.cpp' '*.hpp' | while read -r file; do
    if [[ $file == *.cpp ]]; then
      echo "$file"
    elif [[ -e $root/${file%.hpp}.cpp ]]; then
      echo "${file%.hpp}.cpp"
    else  # by its path within src/ or include/
      git -C "$root" grep -lF "\"${file#*/}\"" -- '*.cpp' | head -n 1 || true
    fi
  done | sort -u
}

# Puts into build/tidy the release build's commands without GCC's precompiled headers, which clang cannot read.
write_tidy_commands() {
  mkdir -p "$root/build/tidy"
  sed 's/-Winvalid-pch -include [^ ]*cmake_pch\.hxx//g' "$root/build/release/compile_commands.json" \
    >"$root/build/tidy/compile_commands.json"
}

# clang-tidy on all files with EVERYTHING, else on those that changed, by the commands of the release build.
check_tidy() {  # [EVERYTHING]
  local files
  if ! is_reference clang-tidy; then return; fi
  if [[ -n ${1-} ]]; then
    mapfile -t files < <(git -C "$root" ls-files 'src/*.cpp' 'bench/*.cpp' 'tests/*.cpp')
  elif git -C "$root" rev-parse --quiet --verify HEAD~1 >/dev/null; then
    mapfile -t files < <(changed_sources)
  else
    files=()  # a shallow clone knows no parent
  fi
  if [[ -z ${1-} ]] && ((${#files[@]} > most_tidied)); then
    say "clang-tidy: $((${#files[@]} - most_tidied)) of ${#files[@]} changed files are left to tools/test --long"
    files=("${files[@]:0:most_tidied}")
  fi
  if ((${#files[@]} == 0)); then return; fi
  say "clang-tidy on ${#files[@]} files:"
  write_tidy_commands
  printf '%s\0' "${files[@]}" |
    (cd "$root" && xargs -0 -P "$(nproc)" -n 1 clang-tidy --quiet --warnings-as-errors='*' -p build/tidy)
}
