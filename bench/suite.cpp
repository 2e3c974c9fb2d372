#include "suite.hpp"

#include <fcntl.h>
#include <spdlog/spdlog.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdio>
#include <filesystem>
#include <system_error>

#include "campaign/campaign.hpp"
#include "facts/processor_match.hpp"
#include "findings/findings.hpp"
#include "google_benchmark.hpp"
#include "ipcbench/errors.hpp"
#include "options.hpp"
#include "os/exit_guard.hpp"
#include "os/log.hpp"
#include "os/watch.hpp"
#include "producer/produce.hpp"
#include "result/document.hpp"
#include "selection.hpp"

namespace ipcbench::bench {
namespace {

enum ExitStatus { fine = 0, measured_bad = 1, called_wrong = 2, disk_failed = 3, interrupted = 130 };

void require_flushed_stdout() {
  errno = EIO;  // for an error of before, which nobody has looked at
  const bool flushed = std::fflush(stdout) == 0 && std::ferror(stdout) == 0;
  // Ctrl-C also ends a write to a pipe that nobody reads.
  if (!flushed && !os::interrupted()) throw SystemError("write to standard output", errno);
}

/// A pipe that does not block belongs to somebody's event loop: it would lose what does not fit into it at once.
void let_block(int descriptor) {
  const int flags = ::fcntl(descriptor, F_GETFL);
  if (flags >= 0 && (flags & O_NONBLOCK) != 0) ::fcntl(descriptor, F_SETFL, flags & ~O_NONBLOCK);
}

/// A program started without standard streams would take its first files for them.
void open_standard_streams() {
  for (const int descriptor : {STDOUT_FILENO, STDERR_FILENO}) let_block(descriptor);
  while (true) {
    const int descriptor = ::open("/dev/null", O_RDWR);
    if (descriptor > STDERR_FILENO) ::close(descriptor);
    if (descriptor < 0 || descriptor > STDERR_FILENO) return;
  }
}

/// A folder stands for the binary in it that is called as this one is.
std::string binary_at(const std::string& path, const std::string& own) {
  const auto name = std::filesystem::path(own).filename();
  return std::filesystem::is_directory(path) ? (std::filesystem::path(path) / name).string() : path;
}

/// Throws UsageError for a tuning of no row, or one that its row does not have.
void require_tunings(const campaign::Plan& plan) {
  using Given = std::pair<std::string, std::size_t>;
  const auto is_given = [&](const std::string& name) {
    return std::ranges::find(plan.tunings, name, &Given::first) != plan.tunings.end();
  };
  const auto rows = rows_of(plan.kinds, row_options(plan, is_given));
  for (const auto& [name, place] : plan.tunings) {
    const auto row = std::ranges::find(rows, name, &Row::name);
    if (row == rows.end()) throw UsageError("--tuning: no row of these shapes is called \"" + name + "\"");
    if (place < row->tunings) continue;
    throw UsageError(
        fmt::format("--tuning: {} has {} tunings, and none with the number {}", name, row->tunings, place));
  }
}

/// A disk that is full or fails is nobody's wrong call.
int status_of(int error_number) {
  constexpr std::array of_disks{ENOSPC, EDQUOT, EFBIG, EIO};
  return std::ranges::find(of_disks, error_number) != of_disks.end() ? disk_failed : called_wrong;
}

/// Says what went wrong, unless that is what an interruption makes of a call that was under way.
int ended_by(const std::exception& error, int status) {
  if (os::interrupted()) return interrupted;
  spdlog::error("{}", error.what());
  return status;
}

int told(const Options& options, const std::vector<Result>& results) {
  const os::Uninterrupted writing;
  require_flushed_stdout();
  for (const Result& result : results) {
    if (!options.no_warnings) std::fputs(findings::block(result.warnings).c_str(), stderr);
  }
  return std::ranges::any_of(results, campaign::has_failed) ? measured_bad : fine;
}

int measure(const std::string& program, const Options& options, const std::vector<Row>& rows) {
  const os::ExitGuard guard(called_wrong);
  GoogleBenchmark shown(program, options);
  return told(options, campaign::measure(options.plan, rows, shown));
}

/// A run that did not end goes on, or is made a result of.
int go_on(const std::string& program, const Options& options) {
  const auto run = campaign::unfinished(options.plan);
  if (!options.recover.empty()) return told(options, {campaign::recover(run)});
  const os::ExitGuard guard(called_wrong);
  GoogleBenchmark shown(program, options);
  return told(options, {campaign::resume(run, shown)});
}

int run(const Suite& suite, int argc, char** argv) {
  Options options = parse_options(argc, argv);
  options.plan.suite = suite.name;
  options.plan.kinds = suite.kinds;
  options.plan.pace = suite.pace;
  if (!options.shapes_given && !suite.shapes.empty()) options.plan.shapes = suite.shapes;
  if (options.plan.against) options.plan.against->program = binary_at(options.plan.against->program, argv[0]);
  if (!options.resume.empty() || !options.recover.empty()) return go_on(argv[0], options);
  const bool is_usual = options.usual || (suite.usual_by_default && options.only.empty());
  const auto rows = selected(is_usual ? suite.usual : "", options);
  require_tunings(options.plan);
  if (!options.list_tests && !options.probe) return measure(argv[0], options, rows);
  const std::string report = options.list_tests ? "" : one_line(campaign::probe_report(options.plan, rows));
  const os::Uninterrupted writing;
  if (options.list_tests) {
    for (const Row& row : rows) fmt::print("{}\n", google_benchmark_name(row));
  } else {
    fmt::print("{}\n", report);
  }
  require_flushed_stdout();
  return fine;
}

}  // namespace

int run_suite(const Suite& suite, int argc, char** argv) {
  produce_if_asked(argc, argv);
  open_standard_streams();
  os::log_to_stderr(std::filesystem::path(argv[0]).filename().string());
  try {
    facts::require_features(facts::lacking_features());
    os::watch();  // first of all that may wait: whoever interrupts later finds a result file, if an empty one
    const int status = run(suite, argc, argv);
    return os::interrupted() ? interrupted : status;
  } catch (const Interrupted&) {
    return interrupted;
  } catch (const SystemError& error) {
    return ended_by(error, status_of(error.error_number()));
  } catch (const std::system_error& error) {  // of fmt, of the standard library
    return ended_by(error, status_of(error.code().value()));
  } catch (const std::exception& error) {
    return ended_by(error, called_wrong);
  }
}

}  // namespace ipcbench::bench
