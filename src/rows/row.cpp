#include "rows/row.hpp"

#include <algorithm>
#include <memory>
#include <stdexcept>

#include "ipcbench/errors.hpp"

namespace ipcbench {
namespace {

/// A function's static, since registrations run before main() in no particular order. Rows point to kinds, which must
/// not move.
std::vector<std::unique_ptr<const Kind>>& registry() {
  static std::vector<std::unique_ptr<const Kind>> all;
  return all;
}

}  // namespace

std::string_view to_string(Role role) {
  switch (role) {
    case Role::base:
      return "base";
    case Role::bound:
      return "bound";
    case Role::floor:
      return "floor";
    case Role::measured:
      return "measured";
  }
  throw std::logic_error("no such role");
}

int samples_of(const RowOptions& options, Shape shape) {
  if (options.pace == Pace::same_samples) return options.samples;
  constexpr double least_ns = 60'000;  // to wake up and to answer, and for all that is checked beside
  constexpr double ns_per_byte = 3;    // to fill, hand over, compute on, and check
  constexpr Shape usual{170, 9111};
  const auto time_of = [](Shape matrix) { return least_ns + ns_per_byte * static_cast<double>(matrix.bytes()); };
  constexpr double fewest = 3, most = 500;
  return static_cast<int>(std::clamp(options.samples * time_of(usual) / time_of(shape), fewest, most));
}

KindRegistration::KindRegistration(const Kind& kind) {
  const std::string name(kind.key);
  if (kind_or_null(kind.key) != nullptr) throw std::logic_error("two kinds have the key " + name);
  for (const auto phase : kind.total) {
    if (std::ranges::find(kind.phases, phase) == kind.phases.end()) {
      throw std::logic_error(name + " has no phase " + std::string(phase) + " to add to its total");
    }
  }
  if (kind.total.empty()) throw std::logic_error(name + " has no total");
  registry().push_back(std::make_unique<const Kind>(kind));
}

const Kind* kind_or_null(std::string_view key) {
  const auto found = std::ranges::find(registry(), key, [](const auto& kind) { return kind->key; });
  return found == registry().end() ? nullptr : found->get();
}

const Kind& find_kind(std::string_view key) {
  if (const Kind* kind = kind_or_null(key)) return *kind;
  throw std::logic_error("no kind is called " + std::string(key));
}

void Samples::add(const Kind& kind, const Sample& sample, Nanoseconds cpu_ns) {
  if (cpu.empty()) {
    phases.assign(kind.phases.size(), {});
    for (const auto& part : sample.usage) usage.emplace_back(part.first, std::vector<std::int64_t>{});
  }
  if (sample.phases.size() != phases.size() || sample.usage.size() != usage.size()) {
    throw std::logic_error("a sample of " + std::string(kind.key) + " lacks a phase or a part of its usage");
  }
  for (std::size_t i = 0; i < phases.size(); ++i) phases[i].push_back(sample.phases[i]);
  for (std::size_t i = 0; i < usage.size(); ++i) usage[i].second.push_back(sample.usage[i].second);
  cpu.push_back(cpu_ns);
}

void Samples::append(const Samples& others) {
  if (cpu.empty()) {
    *this = others;
    return;
  }
  const auto same_key = [](const auto& a, const auto& b) { return a.first == b.first; };
  if (!std::ranges::equal(usage, others.usage, same_key)) throw Error("samples of one round differ in their usage");
  const auto extend = [](auto& to, const auto& from) { to.insert(to.end(), from.begin(), from.end()); };
  for (std::size_t i = 0; i < phases.size(); ++i) extend(phases[i], others.phases.at(i));
  for (std::size_t i = 0; i < usage.size(); ++i) extend(usage[i].second, others.usage.at(i).second);
  extend(cpu, others.cpu);
}

const std::vector<Nanoseconds>* Samples::phase(const Kind& kind, std::string_view name) const {
  const auto found = std::ranges::find(kind.phases, name);
  if (found == kind.phases.end() || phases.empty()) return nullptr;
  return &phases[static_cast<std::size_t>(found - kind.phases.begin())];
}

std::vector<Nanoseconds> Samples::totals(const Kind& kind) const {
  std::vector<Nanoseconds> sums(size());
  for (const auto name : kind.total) {
    const auto* values = phase(kind, name);
    for (std::size_t i = 0; i < sums.size(); ++i) sums[i] += (*values)[i];
  }
  return sums;
}

std::string Row::name() const {
  std::string text = std::string(kind->key) + "/" + key;
  if (shape) text.append("/").append(to_string(*shape));
  for (const auto& [condition, value] : conditions) text.append("/").append(condition).append(":").append(value);
  return text;
}

std::vector<Row> rows_of(const std::vector<std::string_view>& kinds, const RowOptions& options) {
  std::vector<Row> rows;
  for (const auto key : kinds) {
    const Kind& kind = find_kind(key);
    for (Row& row : kind.rows(options)) {
      row.kind = &kind;
      rows.push_back(std::move(row));
    }
  }
  return rows;
}

}  // namespace ipcbench
