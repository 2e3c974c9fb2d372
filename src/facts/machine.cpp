#include "facts/machine.hpp"

#include <spdlog/fmt/fmt.h>
#include <sys/utsname.h>
#include <unistd.h>

#include <set>
#include <sstream>

#include "facts/facts.hpp"
#include "facts/sha256.hpp"
#include "os/cpus.hpp"

#if defined(__x86_64__) || defined(__i386__)
#include <cpuid.h>
#endif

namespace ipcbench {
namespace {

using nlohmann::ordered_json;

ordered_json caches() {
  ordered_json all = ordered_json::array();
  for (const auto& cache : os::data_caches()) {
    all.push_back({{"level", cache.level},
                   {"bytes", cache.bytes},
                   {"shared_by_cpus", cache.shared_by_cpus},
                   {"instances", cache.instances}});
  }
  return all;
}

/// Which CPUs share what. Linux numbers CPUs as it likes, so this identifies nothing.
ordered_json layout() {
  const auto found = os::layout();
  ordered_json by_level = ordered_json::object();
  for (const auto& cache : found.caches) by_level[fmt::format("l{}", cache.first)] = cache.second;
  ordered_json kinds = ordered_json::array();
  for (const auto& kind : found.core_kinds) {
    kinds.push_back({{"cpus", kind.cpus},
                     {"type", kind.type.empty() ? ordered_json(nullptr) : ordered_json(kind.type)},
                     {"efficiency", kind.efficiency < 0 ? ordered_json(nullptr) : ordered_json(kind.efficiency)}});
  }
  return {{"packages", found.packages},
          {"numa_nodes", found.numa_nodes},
          {"cores", found.cores},
          {"caches", std::move(by_level)},
          {"core_kinds", std::move(kinds)}};
}

#if defined(__x86_64__) || defined(__i386__)
/// The hypervisor's signature (CPUID leaf 0x40000000), in the words of systemd-detect-virt.
ordered_json virtualization(std::vector<Warning>&) {
  unsigned eax = 0, ebx = 0, ecx = 0, edx = 0;
  __cpuid(1, eax, ebx, ecx, edx);
  constexpr unsigned hypervisor_present = 1u << 31;
  if ((ecx & hypervisor_present) == 0) return "none";
  __cpuid(0x40000000, eax, ebx, ecx, edx);
  std::string signature;
  for (const unsigned word : {ebx, ecx, edx}) signature.append(reinterpret_cast<const char*>(&word), 4);
  const std::vector<std::pair<std::string_view, std::string_view>> known{
      {"KVMKVMKVM", "kvm"},     {"Microsoft Hv", "microsoft"}, {"VMwareVMware", "vmware"}, {"XenVMMXenVMM", "xen"},
      {"TCGTCGTCGTCG", "qemu"}, {"bhyve bhyve ", "bhyve"},     {"VBoxVBoxVBox", "oracle"}, {"ACRNACRNACRN", "acrn"}};
  for (const auto& [start, name] : known) {
    if (signature.starts_with(start)) return name;
  }
  return "other";
}
#else
ordered_json virtualization(std::vector<Warning>& warnings) {
  return facts::unknown(warnings, "virtualization", "no CPUID on this architecture");
}
#endif

/// Letters and digits of a CPU's marketing name that tell it apart: "Intel(R) Core(TM) i7-1165G7 @ 2.80GHz" becomes
/// "i7-1165g7".
std::string slug_of_model(const std::string& model) {
  static const std::set<std::string> noise{"intel", "amd", "cpu", "processor", "with", "graphics", "radeon", "core"};
  std::string plain;
  for (std::size_t i = 0; i < model.size() && model[i] != '@'; ++i) {
    if (model[i] == '(') {
      i = std::min(model.find(')', i), model.size() - 1);
    } else {
      plain += std::isalnum(static_cast<unsigned char>(model[i])) || model[i] == '-' ? model[i] : ' ';
    }
  }
  std::istringstream words(facts::lower(plain));
  std::string slug;
  for (std::string word; words >> word;) {
    const bool counts_cores = word.ends_with("-core");
    if (noise.contains(word) || counts_cores) continue;
    slug += (slug.empty() ? "" : "-") + word;
  }
  return slug.empty() ? "cpu" : slug.substr(0, 32);
}

std::string slug(const ordered_json& machine) {
  const auto text = [&](const char* key) { return machine[key].is_string() ? machine[key].get<std::string>() : ""; };
  std::string id = slug_of_model(text("cpu_model")) + "-" + std::to_string(machine["cores"].get<int>()) + "c";
  if (const auto host = text("virtualization"); !host.empty() && host != "none") id += "-" + host;
  return id + "-" + hardware_id(machine).substr(0, 6);
}

}  // namespace

ordered_json machine_facts(std::vector<Warning>& warnings) {
  const facts::Files files;
  const auto counts = os::core_counts();
  utsname system{};
  ::uname(&system);
  ordered_json machine;
  machine["id"] = "";
  facts::add_processor(files, machine, warnings);
  machine["architecture"] = system.machine;
  machine["packages"] = counts.packages;
  machine["numa_nodes"] = counts.numa_nodes;
  machine["cores"] = counts.cores;
  machine["cpus"] = counts.cpus;
  machine["caches"] = caches();
  machine["memory_bytes"] = facts::meminfo_bytes(files, "MemTotal", warnings, "memory_bytes");
  machine["page_bytes"] = ::sysconf(_SC_PAGESIZE);
  machine["virtualization"] = virtualization(warnings);
  machine["layout"] = layout();
  machine["id"] = slug(machine);
  return machine;
}

std::string hardware_id(const ordered_json& machine) {
  ordered_json identifying = machine;
  for (const char* key : {"id", "memory_bytes", "layout"}) identifying.erase(key);
  return sha256(nlohmann::json(identifying).dump()).substr(0, 16);
}

}  // namespace ipcbench
