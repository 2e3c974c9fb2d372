/// The machine's topology as hwloc sees it.
#pragma once

#include <hwloc.h>

#include <vector>

namespace ipcbench::os {

/// Loaded once, with the CPUs that this process was allowed then. Throws SystemError if it cannot be read.
class Topology {
 public:
  static const Topology& get();

  hwloc_topology_t handle() const { return handle_; }
  hwloc_const_bitmap_t allowed_set() const { return allowed_; }
  /// The allowed hardware threads, performance cores first, then by Linux's number.
  std::vector<hwloc_obj_t> allowed() const;

 private:
  Topology();
  ~Topology();
  /// The rank of a CPU's kind: higher is faster, -1 where all are alike or unknown.
  int kind(hwloc_obj_t cpu) const;

  hwloc_topology_t handle_{};
  hwloc_bitmap_t allowed_ = hwloc_bitmap_alloc();
};

}  // namespace ipcbench::os
