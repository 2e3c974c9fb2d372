/// The harness's side: starts a producer process for each thing that is measured or tried, and takes what it sends.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "ipcbench/errors.hpp"
#include "os/process.hpp"
#include "producer/link.hpp"
#include "rows/row.hpp"

namespace ipcbench {

/// What a producer has reported, under the name that it gave it.
class Reported : public Error {
 public:
  Reported(std::string name, const std::string& text, bool started)
      : Error(text), name_(std::move(name)), started_(started) {}
  std::string_view name() const noexcept override { return name_; }
  /// Whether the round had been started, its channel opened.
  bool started() const { return started_; }

 private:
  std::string name_;
  bool started_;
};

/// A program that speaks the link: what to execute, and its words (the first is its name).
struct ProducerCommand {
  os::Image image;
  std::vector<std::string> words;
};

/// This program, whose main begins with produce_if_asked().
ProducerCommand own_command(const std::string& program);

/// Another program of that kind, at this path. Throws UsageError if it cannot be opened.
ProducerCommand command_of(const std::string& path, const std::string& program);

/// One process at a time. Whatever becomes of it, nothing of it is left: no child, no name, nothing in the SysV tables.
/// What was under way while the harness was stopped (Ctrl-Z) is done again.
class Producers {
 public:
  Producers(ProducerCommand command, const RunOptions& options);

  /// Removes what bears the run's token still.
  ~Producers();
  Producers(const Producers&) = delete;
  Producers& operator=(const Producers&) = delete;

  /// Why the row cannot run here. Throws as measure() does.
  std::optional<Unavailable> probe(const Row& row) const;

  /// How the two CPUs of the run lie to each other at present, in a few milliseconds; nullopt if they are not two, or
  /// did not meet within 0.2 s. Throws as measure() does.
  std::optional<os::PingPong> cpu_pair() const;

  /// What the build says of itself and of this kind. Throws as measure() does.
  Description describe(const Kind& kind) const;

  struct Measured {
    /// Effective ones, those of the same name as they were after the last sample.
    Settings settings;
    Samples samples;
    Once once{};
  };
  /// Measures so many samples. `alive` is called with the producer's pid while all processes of the row still live.
  /// Throws Reported; PeerDied if the producer ended otherwise than it should, with the signal's name; TimedOut;
  /// UsageError if it speaks another version of the link; Interrupted.
  Measured measure(const Row& row, int samples, std::uint64_t seed, std::optional<std::size_t> tuning = {},
                   const std::function<void(int pid)>& alive = {}) const;

 private:
  ProducerCommand command_;
  RunOptions options_;
  std::string token_;
  os::Subreaper subreaper_;
};

}  // namespace ipcbench
