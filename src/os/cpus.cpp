#include "os/cpus.hpp"

#include <hwloc.h>
#include <sched.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <set>
#include <utility>

#include "ipcbench/errors.hpp"
#include "ipcbench/fd.hpp"
#include "os/topology.hpp"

namespace ipcbench::os {
namespace {

constexpr std::array<std::pair<Placement, std::string_view>, 5> placement_words{{
    {Placement::same_llc, "same_llc"},
    {Placement::same_core, "same_core"},
    {Placement::cross_llc, "cross_llc"},
    {Placement::cross_numa, "cross_numa"},
    {Placement::none, "none"},
}};

bool one_cpu_for_both = false;

/// What a CPU belongs to, by which two CPUs are told apart.
struct Home {
  hwloc_obj_t core;
  hwloc_obj_t last_level_cache;  // the whole machine where no cache is known
  const hwloc_bitmap_s* numa;
};

Home home_of(hwloc_obj_t cpu) {
  Home home{cpu, nullptr, nullptr};
  for (hwloc_obj_t object = cpu->parent; object != nullptr; object = object->parent) {
    if (object->type == HWLOC_OBJ_CORE) home.core = object;
    if (hwloc_obj_type_is_dcache(object->type)) home.last_level_cache = object;
    if (object->parent == nullptr && home.last_level_cache == nullptr) home.last_level_cache = object;
  }
  home.numa = cpu->nodeset;
  return home;
}

bool lie_so(Placement placement, const Home& a, const Home& b) {
  switch (placement) {
    case Placement::same_llc:
      return a.core != b.core && a.last_level_cache == b.last_level_cache;
    case Placement::same_core:
      return a.core == b.core;
    case Placement::cross_llc:
      return a.core != b.core && a.last_level_cache != b.last_level_cache;
    case Placement::cross_numa:
      return a.numa != nullptr && b.numa != nullptr && !hwloc_bitmap_isequal(a.numa, b.numa);
    case Placement::none:
      return false;
  }
  return false;
}

std::optional<CpuPair> any_pair(Placement placement, const std::vector<hwloc_obj_t>& cpus) {
  for (auto* a : cpus) {
    for (auto* b : cpus) {
      if (a != b && lie_so(placement, home_of(a), home_of(b))) {
        return CpuPair{static_cast<int>(a->os_index), static_cast<int>(b->os_index)};
      }
    }
  }
  return std::nullopt;
}

}  // namespace

std::string_view to_string(Placement placement) {
  return std::ranges::find(placement_words, placement, &std::pair<Placement, std::string_view>::first)->second;
}

std::optional<Placement> parse_placement(std::string_view word) {
  const auto* found = std::ranges::find(placement_words, word, &std::pair<Placement, std::string_view>::second);
  if (found == placement_words.end()) return std::nullopt;
  return found->first;
}

std::optional<CpuPair> find_cpus(Placement placement) {
  const auto cpus = Topology::get().allowed();
  if (const auto pair = any_pair(placement, cpus)) return pair;
  if (placement != Placement::same_core || cpus.empty()) return std::nullopt;
  const int cpu = static_cast<int>(cpus.front()->os_index);
  return CpuPair{cpu, cpu};
}

std::vector<int> worker_cpus(const CpuPair& pair) {
  if (!pair.producer || !pair.consumer) return {};
  std::vector<int> found{*pair.consumer};
  std::set<hwloc_obj_t> taken_cores;
  const auto cpus = Topology::get().allowed();
  const auto number = [](hwloc_obj_t cpu) { return static_cast<int>(cpu->os_index); };
  const auto is_of_pair = [&](hwloc_obj_t cpu) {
    return number(cpu) == *pair.producer || number(cpu) == *pair.consumer;
  };
  for (auto* const cpu : cpus) {
    if (is_of_pair(cpu)) taken_cores.insert(home_of(cpu).core);
  }
  for (const bool of_its_own : {true, false}) {
    for (auto* const cpu : cpus) {
      if (is_of_pair(cpu) || std::ranges::find(found, number(cpu)) != found.end()) continue;
      if (of_its_own == taken_cores.insert(home_of(cpu).core).second) found.push_back(number(cpu));
    }
  }
  if (pair.producer != pair.consumer) found.push_back(*pair.producer);
  return found;
}

std::vector<Placement> possible_placements() {
  std::vector<Placement> possible;
  for (const auto& [placement, word] : placement_words) {
    if (placement != Placement::none && find_cpus(placement)) possible.push_back(placement);
  }
  return possible;
}

namespace {

/// A set of CPUs as sched_setaffinity(2) takes it, large enough for any Linux.
class CpuSet {
 public:
  void add(int cpu) { CPU_SET_S(static_cast<std::size_t>(cpu), bytes, sets_.data()); }
  bool holds(int cpu) const { return CPU_ISSET_S(static_cast<std::size_t>(cpu), bytes, sets_.data()); }
  int count() const { return CPU_COUNT_S(bytes, sets_.data()); }

  static CpuSet allowed() {
    CpuSet set;
    checked(::sched_getaffinity(0, bytes, set.sets_.data()), "sched_getaffinity()");
    return set;
  }
  void allow() const { checked(::sched_setaffinity(0, bytes, sets_.data()), "sched_setaffinity()"); }

  static constexpr int most = 8 * CPU_SETSIZE;

 private:
  static constexpr std::size_t bytes = most / 8;
  std::array<cpu_set_t, bytes / sizeof(cpu_set_t)> sets_{};
};

}  // namespace

int allowed_cpus() { return CpuSet::allowed().count(); }

void pin_to(int cpu) {
  CpuSet one;
  one.add(cpu);
  try {
    one.allow();
  } catch (const SystemError& error) {
    throw SystemError("pin to CPU " + std::to_string(cpu), error.error_number(), "--placement none");
  }
}

Pinned::Pinned(int cpu) {
  const CpuSet before = CpuSet::allowed();
  for (int each = 0; each < CpuSet::most; ++each) {
    if (before.holds(each)) allowed_before_.push_back(each);
  }
  pin_to(cpu);
}

Pinned::~Pinned() {
  CpuSet before;
  for (const int cpu : allowed_before_) before.add(cpu);
  try {
    before.allow();
  } catch (const SystemError&) {
    // Taken away meanwhile: the process stays where it may be.
  }
}

void set_shares_one_cpu(const CpuPair& cpus) {
  one_cpu_for_both = cpus.producer ? cpus.producer == cpus.consumer : allowed_cpus() == 1;
}
void set_shares_cpu(bool shares) { one_cpu_for_both = shares; }
bool shares_one_cpu() { return one_cpu_for_both; }

}  // namespace ipcbench::os
