// Rows for tests alone: each does one thing to the producer that measures it. A tuning decides where it happens.

#include <signal.h>
#include <unistd.h>

#include <array>
#include <cstdlib>
#include <fstream>
#include <memory>

#include "faulty_channel.hpp"
#include "os/names.hpp"
#include "os/process.hpp"
#include "os/sysv.hpp"
#include "rows/row.hpp"
#include "session/session.hpp"

namespace ipcbench::test {
namespace {

constexpr Shape small{7, 13};

/// Leaves a file, a queue and a child behind, and dies.
void die_untidily() {
  std::ofstream(os::temporary_path(".left")) << "left";
  std::ofstream(os::shared_memory_path(os::unique_name())) << "left";
  new os::SysvQueue(os::SysvQueue::with_defaults());
  if (::fork() == 0) {
    for (;;) ::pause();
  }
  ::raise(SIGKILL);
}

Sample wait_for(unsigned seconds) {
  ::sleep(seconds);
  return {{1}};
}

/// Not as a sanitizer would have it, which makes a status of it.
void crash() {
  ::signal(SIGSEGV, SIG_DFL);
  ::raise(SIGSEGV);
}

/// What happens in measure().
struct ProducerFault {
  const char* key;
  Sample (*measure)();
};
constexpr auto all_faults = std::to_array<ProducerFault>({
    {"nothing", [] { return Sample{{1}}; }},
    {"once", [] { return Sample{{1}}; }},
    {"segv", [] { return crash(), Sample{{1}}; }},
    {"exit", [] { return std::exit(0), Sample{{1}}; }},
    {"untidy", [] { return die_untidily(), Sample{{1}}; }},
    {"error", []() -> Sample { throw SystemError("do it", EPERM, "another way"); }},
    {"stuck", [] { return wait_for(60); }},
    {"grown", [] { return Sample{{1}}; }},
    {"slow", [] { return ::usleep(300'000), Sample{{1}}; }},
});

Row faulty_row(const ProducerFault& fault) {
  Row row;
  row.key = fault.key;
  row.label = "A fault";
  row.family = "faults";
  row.deadline_ns = 1'000'000'000;
  const std::string_view which = fault.key;
  row.start = [&fault, which](const Start&) -> Round {
    Round round{{{"place", "here"}, {"some_bytes", 7}}, fault.measure};
    if (which == "once") round.once = {.setup = 4711, .forks_per_transfer = true};
    if (which == "grown") round.effective = [] { return Settings{{"some_bytes", 4096}}; };
    return round;
  };
  row.probe = [&fault]() -> std::optional<Unavailable> {
    if (std::string_view(fault.key) == "segv") crash();
    if (std::string_view(fault.key) == "error") return Unavailable{"it cannot", "another machine"};
    return std::nullopt;
  };
  return row;
}

std::vector<Row> faulty_rows(const RowOptions& options) {
  std::vector<Row> rows;
  for (const ProducerFault& fault : all_faults) rows.push_back(faulty_row(fault));
  for (Row& row : rows) row.samples = options.samples;
  return rows;
}

const KindRegistration registered_faults({
    .key = "fault",
    .title = "Going wrong",
    .role = Role::measured,
    .phases = {"all"},
    .total = {"all"},
    .rows = faulty_rows,
});

/// A pipe with something done to it by each of its tunings: broken, forbidden, good, slow. Its key says which it has.
std::unique_ptr<Channel> tuned_pipe(char letter) {
  if (letter == 'f') throw SystemError("open a pipe", EPERM);
  Faults faults;
  if (letter == 's') faults.before_send = [] { ::usleep(20'000); };
  if (letter == 'b') faults.received = [](std::span<double> entries) { entries[0] = 0; };
  return faulty(find_transport("pipe")->open(small), small, faults);
}

std::vector<Row> tuned_rows(const RowOptions&) {
  std::vector<Row> rows;
  for (const std::string letters : {"fg", "f", "gb", "ggg", "gs", "sg"}) {
    Row row;
    row.key = letters;
    row.tunings = letters.size();
    row.start = [letters](const Start& from) -> Round {
      auto session =
          std::make_shared<Session>(tuned_pipe(letters.at(from.tuning.value_or(0))), small, SessionOptions{});
      return {{{"letter", letters.substr(from.tuning.value_or(0), 1)}},
              [session] { return Sample{{session->transfer().total()}}; }};
    };
    rows.push_back(row);
  }
  return rows;
}

const KindRegistration registered_tuned({
    .key = "tuned",
    .title = "Tuning",
    .role = Role::measured,
    .phases = {"all"},
    .total = {"all"},
    .rows = tuned_rows,
});

}  // namespace
}  // namespace ipcbench::test
