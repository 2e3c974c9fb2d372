#include "facts/observer.hpp"

#include <sys/resource.h>

#include <algorithm>

namespace ipcbench::facts {
namespace {

std::int64_t cpu_ns_of(__rusage_who_t who) {
  rusage used{};
  ::getrusage(who, &used);
  const auto ns = [](const timeval& time) {
    return std::int64_t{time.tv_sec} * 1'000'000'000 + std::int64_t{time.tv_usec} * 1000;
  };
  return ns(used.ru_utime) + ns(used.ru_stime);
}

std::set<int> cpus_of(const CpuPair& pair) {
  std::set<int> cpus;
  if (pair.producer) cpus.insert(*pair.producer);
  if (pair.consumer) cpus.insert(*pair.consumer);
  return cpus;
}

}  // namespace

Observer::Observer(const CpuPair& cpus, Files files)
    : files_(std::move(files)), cpus_(cpus_of(cpus)), quota_(cpu_quota(files_)), begin_(os::clock_pair()) {}

std::optional<std::int64_t> Observer::throttled() const {
  return quota_ ? throttled_ns(files_, *quota_) : std::optional<std::int64_t>(0);
}

Observer::Counts Observer::counts() const {
  return {os::now_ns(), cpu_times(files_, cpus_), cpu_times(files_, {}),
          cpu_ns_of(RUSAGE_SELF) + cpu_ns_of(RUSAGE_CHILDREN), throttled()};
}

void Observer::begin_round(int round, const std::optional<os::PingPong>& cpu_pair) {
  round_ = {};
  round_.round = round;
  round_.cpu_pair = cpu_pair;
  at_begin_ = counts();
  throttled_before_row_ = at_begin_.throttled_ns;
}

void Observer::row_measured(const std::string& row, int producer_pid, bool has_workers) {
  if (const auto cpu = last_cpu(files_, producer_pid)) round_.producer_cpus.insert(*cpu);
  for (const int pid : children(files_, producer_pid)) {
    if (const auto cpu = last_cpu(files_, pid); cpu && !has_workers) round_.consumer_cpus.insert(*cpu);
  }
  if (!quota_) return;
  const auto so_far = throttled();
  if (so_far && throttled_before_row_ && *so_far > *throttled_before_row_) round_.throttled_rows.insert(row);
  throttled_before_row_ = so_far;
}

void Observer::end_round() {
  const Counts now = counts();
  round_.duration_ns = now.now_ns - at_begin_.now_ns;
  const std::int64_t own = now.own_ns - at_begin_.own_ns;
  const auto others = [own](const CpuTimes& end, const CpuTimes& begin) {
    return std::max<std::int64_t>(0, end.busy_ns - begin.busy_ns - own);
  };
  if (now.times && at_begin_.times) {
    round_.cpus = now.times->cpus;
    round_.machine_cpus = now.machine_times->cpus;
    round_.steal_ns = std::max<std::int64_t>(0, now.times->steal_ns - at_begin_.times->steal_ns);
    round_.others_ns = others(*now.times, *at_begin_.times);
    round_.machine_others_ns = others(*now.machine_times, *at_begin_.machine_times);
  }
  if (now.throttled_ns && at_begin_.throttled_ns) round_.throttled_ns = *now.throttled_ns - *at_begin_.throttled_ns;
  rounds_.push_back(round_);
}

}  // namespace ipcbench::facts
