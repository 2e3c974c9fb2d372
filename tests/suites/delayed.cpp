// bench_transfer with a delay in some rows, for tests of --against: DELAY_NS="pipe/170x9111=1000000,shm_copy/64x129=…".
// The delay lies within the timed interval, before anything is sent.

#include <charconv>
#include <cstdlib>
#include <map>
#include <sstream>
#include <string>

#include "faulty_channel.hpp"
#include "os/clock.hpp"
#include "suite.hpp"

namespace ipcbench::test {
namespace {

/// Nanoseconds by "key/shape".
std::map<std::string, std::int64_t> delays() {
  std::map<std::string, std::int64_t> found;
  const char* const said = std::getenv("DELAY_NS");
  std::istringstream parts(said != nullptr ? said : "");
  for (std::string part; std::getline(parts, part, ',');) {
    const auto split = part.find('=');
    std::int64_t& delay = found[part.substr(0, split)];
    std::from_chars(part.data() + split + 1, part.data() + part.size(), delay);
  }
  return found;
}

void wait_ns(std::int64_t delay) {
  const auto end = os::now_ns() + delay;
  while (os::now_ns() < end) {
  }
}

/// Opens as before, with the delay of that row if it has one.
Open delayed(const Transport& transport) {
  return [inner = transport.open, key = std::string(transport.key), all = delays()](Shape shape) {
    const auto delay = all.find(key + "/" + to_string(shape));
    if (delay == all.end()) return inner(shape);
    return faulty(inner(shape), shape, {.before_send = [ns = delay->second] { wait_ns(ns); }});
  };
}

}  // namespace
}  // namespace ipcbench::test

int main(int argc, char** argv) {
  for (const ipcbench::Transport& transport : ipcbench::transports()) {
    const_cast<ipcbench::Transport&>(transport).open = ipcbench::test::delayed(transport);
  }
  return ipcbench::bench::run_suite({"transfer", {"transfer", "local", "bound", "reply"}}, argc, argv);
}
