# shellcheck shell=bash
# How much memory a process that is started here may still take. IPCBENCH_ROOT stands in for / in tests.

# Prints the version of the control groups that limit memory, then the folders of this process's group and of those above
# it, a line each: as src/facts/cgroup.cpp finds them. Nothing where none are mounted.
memory_groups() {
  local root=${IPCBENCH_ROOT-} version point top group
  if [[ ! -r $root/proc/self/mountinfo || ! -r $root/proc/self/cgroup ]]; then return; fi
  read -r version point top < <(awk '
    { for (dash = 1; dash <= NF && $dash != "-"; ++dash); type = $(dash + 1) }
    type == "cgroup" && ("," $NF ",") ~ /,memory,/ && !first { first = "1 " $5 " " $4 }
    type == "cgroup2" && !second { second = "2 " $5 " " $4 }
    END { if (first || second) print first ? first : second }' "$root/proc/self/mountinfo") || return 0
  case $version in
    1) group=$(sed -En 's/^[0-9]+:([^:]+,)?memory(,[^:]+)?://p' "$root/proc/self/cgroup") ;;
    *) group=$(sed -n 's/^0:://p' "$root/proc/self/cgroup") ;;
  esac
  if [[ $top != / && $group/ == "$top"/* ]]; then group=${group#"$top"}; fi
  group=${group%/}
  echo "$version"
  while echo "$root$point$group" && [[ -n $group ]]; do group=${group%/*}; done
}

# Prints what a group of that version leaves, in kB: its limit less what is used, but for pages of files that nobody uses.
left_by_group() {  # VERSION FOLDER
  local limit=memory.max used=memory.current idle=inactive_file
  if (($1 == 1)); then limit=memory.limit_in_bytes used=memory.usage_in_bytes idle=total_inactive_file; fi
  if [[ ! -r $2/$limit || ! -r $2/$used || $(<"$2/$limit") == max ]]; then return; fi
  { cat "$2/memory.stat" 2>/dev/null || true; } |
    awk -v limit="$(<"$2/$limit")" -v used="$(<"$2/$used")" -v key="$idle" '$1 == key { idle = $2 }
      END { left = (limit - used + idle) / 1024; printf "%.0f\n", left < 0 ? 0 : left }'
}

# Prints the least of what is free and of what the groups leave, in kB.
memory_left() {
  local version folder
  {
    sed -n 's/^MemAvailable: *\([0-9]*\) kB/\1/p' "${IPCBENCH_ROOT-}/proc/meminfo"
    memory_groups | {
      read -r version || return 0
      while read -r folder; do left_by_group "$version" "$folder"; done
    }
  } | sort -n | head -n 1
}
