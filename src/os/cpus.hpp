/// Which CPUs the two processes run on. Topology by hwloc, limited to the CPUs this process may use.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace ipcbench::os {

/// How producer and consumer lie to each other.
enum class Placement {
  same_llc,    // two cores that share the last-level cache; the default
  same_core,   // two hardware threads of one core, or one CPU for both where a core has only one
  cross_llc,   // two cores with last-level caches of their own
  cross_numa,  // two cores on different NUMA nodes
  none         // not pinned
};

std::string_view to_string(Placement placement);
/// nullopt for a word that names no placement.
std::optional<Placement> parse_placement(std::string_view word);

/// The CPUs, by Linux's numbers, on which the two processes run; not pinned where there is none.
struct CpuPair {
  std::optional<int> producer;
  std::optional<int> consumer;
};

/// Two CPUs in that placement, the performance cores of a hybrid processor first; nullopt if this machine has none.
std::optional<CpuPair> find_cpus(Placement placement);

/// Where the workers of a producer run: the pair's consumer, then what else this process may use, a core of its own
/// before a hardware thread of another's, the producer's CPU last. None where the pair is not pinned.
std::vector<int> worker_cpus(const CpuPair& pair);

/// The placements, other than `none`, that this machine has.
std::vector<Placement> possible_placements();

/// How many CPUs this process may use at present. Loads no topology.
int allowed_cpus();

/// Pins this process. Throws SystemError.
void pin_to(int cpu);

/// Pins this process while it lives.
class Pinned {
 public:
  explicit Pinned(int cpu);
  ~Pinned();
  Pinned(const Pinned&) = delete;
  Pinned& operator=(const Pinned&) = delete;

 private:
  std::vector<int> allowed_before_;
};

/// To be told once where both processes run: spinning on one CPU has to yield.
void set_shares_one_cpu(const CpuPair& cpus);
void set_shares_cpu(bool shares);
bool shares_one_cpu();

/// Sizes and sharing of the data caches as hwloc reports them.
struct Cache {
  int level = 0;
  long long bytes = 0;
  int shared_by_cpus = 0;
  int instances = 0;
};
std::vector<Cache> data_caches();

struct CoreCounts {
  int packages = 0;
  int numa_nodes = 0;
  int cores = 0;
  int cpus = 0;
};
CoreCounts core_counts();

/// Cores of one kind; a hybrid processor has several.
struct CoreKind {
  std::string cpus;     // "0-11"
  std::string type;     // the maker's word, "IntelCore" or "IntelAtom"; empty where it is unknown
  int efficiency = -1;  // the higher, the faster; -1 where kinds cannot be told apart
};

/// Which CPUs belong together, each group as Linux writes lists: "0-3,8".
struct Layout {
  std::vector<std::string> packages;
  std::vector<std::string> numa_nodes;
  std::vector<std::string> cores;
  std::vector<std::pair<int, std::vector<std::string>>> caches;  // data caches by level
  std::vector<CoreKind> core_kinds;
};
Layout layout();

/// "2.9.0": the hwloc in use.
std::string hwloc_version();

}  // namespace ipcbench::os

namespace ipcbench {
using os::CpuPair;
}
