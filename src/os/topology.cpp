#include "os/topology.hpp"

#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "ipcbench/errors.hpp"
#include "os/cpus.hpp"

namespace ipcbench::os {

const Topology& Topology::get() {
  static const Topology topology;
  return topology;
}

namespace {

/// Launchers describe another machine, or a part of this one, to the processes that they start (HWLOC_XMLFILE,
/// HWLOC_SYNTHETIC): results would tell of CPUs that are not there. Tests that need an invented one say so.
void forget_described_topologies() {
  const char* const test = std::getenv("IPCBENCH_TEST_TOPOLOGY");
  if (test != nullptr && std::string_view(test) == "1") return;
  std::vector<std::string> names;
  for (char** variable = environ; *variable != nullptr; ++variable) {
    const std::string_view text(*variable);
    if (text.starts_with("HWLOC_")) names.emplace_back(text.substr(0, text.find('=')));
  }
  for (const std::string& name : names) ::unsetenv(name.c_str());
}

}  // namespace

Topology::Topology() {
  forget_described_topologies();
  // The whole machine, also in a cpuset: its facts and its name are not those of the share. allowed() has the share.
  if (hwloc_topology_init(&handle_) != 0 ||
      hwloc_topology_set_flags(handle_, HWLOC_TOPOLOGY_FLAG_INCLUDE_DISALLOWED) != 0 ||
      hwloc_topology_load(handle_) != 0) {
    throw SystemError("hwloc_topology_load()", errno, "check that /sys is mounted");
  }
  // Of the one thread there is: asking for the process would need /proc.
  if (hwloc_get_cpubind(handle_, allowed_, HWLOC_CPUBIND_THREAD) != 0) {
    throw SystemError("sched_getaffinity()", errno);
  }
}

Topology::~Topology() {
  hwloc_bitmap_free(allowed_);
  hwloc_topology_destroy(handle_);
}

std::vector<hwloc_obj_t> Topology::allowed() const {
  std::vector<hwloc_obj_t> cpus;
  for (hwloc_obj_t cpu = nullptr; (cpu = hwloc_get_next_obj_by_type(handle_, HWLOC_OBJ_PU, cpu));) {
    if (hwloc_bitmap_isset(allowed_, cpu->os_index)) cpus.push_back(cpu);
  }
  std::ranges::stable_sort(
      cpus, [this](auto* a, auto* b) { return std::pair(-kind(a), a->os_index) < std::pair(-kind(b), b->os_index); });
  return cpus;
}

int Topology::kind(hwloc_obj_t cpu) const { return hwloc_cpukinds_get_by_cpuset(handle_, cpu->cpuset, 0); }

namespace {

/// How many CPUs this process may not use, and has no cache of that type known for: where Linux does not describe
/// caches, hwloc has to ask each CPU by itself, and may not ask those.
int unseen_cpus(hwloc_obj_type_t type) {
  const auto topology = Topology::get().handle();
  const auto unseen = hwloc_bitmap_dup(hwloc_topology_get_complete_cpuset(topology));
  hwloc_bitmap_andnot(unseen, unseen, Topology::get().allowed_set());
  for (hwloc_obj_t cache = nullptr; (cache = hwloc_get_next_obj_by_type(topology, type, cache));) {
    hwloc_bitmap_andnot(unseen, unseen, cache->complete_cpuset);
  }
  const int count = hwloc_bitmap_weight(unseen);
  hwloc_bitmap_free(unseen);
  return count;
}

}  // namespace

std::vector<Cache> data_caches() {
  const auto topology = Topology::get().handle();
  std::vector<Cache> caches;
  for (const auto type : {HWLOC_OBJ_L1CACHE, HWLOC_OBJ_L2CACHE, HWLOC_OBJ_L3CACHE, HWLOC_OBJ_L4CACHE}) {
    const auto* first = hwloc_get_obj_by_type(topology, type, 0);
    if (first == nullptr) continue;
    const int shared_by = hwloc_bitmap_weight(first->cpuset);
    const int unseen = (unseen_cpus(type) + shared_by - 1) / shared_by;  // taken for ones like the first
    caches.push_back({static_cast<int>(first->attr->cache.depth), static_cast<long long>(first->attr->cache.size),
                      shared_by, hwloc_get_nbobjs_by_type(topology, type) + unseen});
  }
  return caches;
}

CoreCounts core_counts() {
  const auto topology = Topology::get().handle();
  const auto count = [&](hwloc_obj_type_t type) { return std::max(0, hwloc_get_nbobjs_by_type(topology, type)); };
  return {count(HWLOC_OBJ_PACKAGE), count(HWLOC_OBJ_NUMANODE), count(HWLOC_OBJ_CORE), count(HWLOC_OBJ_PU)};
}

namespace {

std::string listed(hwloc_const_bitmap_t cpus) {
  char* text = nullptr;
  if (cpus == nullptr || hwloc_bitmap_list_asprintf(&text, cpus) < 0) return {};
  std::string copy(text);
  std::free(text);
  return copy;
}

std::vector<std::string> groups_of(hwloc_obj_type_t type) {
  const auto topology = Topology::get().handle();
  std::vector<std::string> groups;
  for (hwloc_obj_t object = nullptr; (object = hwloc_get_next_obj_by_type(topology, type, object));) {
    groups.push_back(listed(object->cpuset));
  }
  return groups;
}

std::vector<CoreKind> core_kinds() {
  const auto topology = Topology::get().handle();
  std::vector<CoreKind> kinds;
  const auto cpus = hwloc_bitmap_alloc();
  for (int index = 0; index < hwloc_cpukinds_get_nr(topology, 0); ++index) {
    CoreKind kind;
    unsigned count = 0;
    hwloc_info_s* infos = nullptr;
    if (hwloc_cpukinds_get_info(topology, static_cast<unsigned>(index), cpus, &kind.efficiency, &count, &infos, 0) !=
        0) {
      continue;
    }
    kind.cpus = listed(cpus);
    for (unsigned i = 0; i < count; ++i) {
      if (std::string_view(infos[i].name) == "CoreType") kind.type = infos[i].value;
    }
    kinds.push_back(std::move(kind));
  }
  hwloc_bitmap_free(cpus);
  return kinds;
}

}  // namespace

Layout layout() {
  Layout found{
      groups_of(HWLOC_OBJ_PACKAGE), groups_of(HWLOC_OBJ_NUMANODE), groups_of(HWLOC_OBJ_CORE), {}, core_kinds()};
  for (const auto type : {HWLOC_OBJ_L1CACHE, HWLOC_OBJ_L2CACHE, HWLOC_OBJ_L3CACHE, HWLOC_OBJ_L4CACHE}) {
    auto groups = groups_of(type);
    if (!groups.empty()) found.caches.emplace_back(type - HWLOC_OBJ_L1CACHE + 1, std::move(groups));
  }
  return found;
}

std::string hwloc_version() {
  const unsigned version = hwloc_get_api_version();
  return std::to_string(version >> 16) + "." + std::to_string(version >> 8 & 0xff) + "." +
         std::to_string(version & 0xff);
}

}  // namespace ipcbench::os
