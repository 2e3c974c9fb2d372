#include "producer/producers.hpp"

#include <sys/socket.h>
#include <unistd.h>

#include <memory>
#include <utility>

#include "os/names.hpp"
#include "os/socket.hpp"
#include "os/watch.hpp"

namespace ipcbench {
namespace {

using nlohmann::json;

// A producer finds by itself that something takes too long; this much later it is taken to be beyond that.
constexpr std::int64_t grace_ns = 3'000'000'000;
constexpr std::int64_t patience_ns = 2'000'000'000;  // for a producer that has been told to leave
constexpr std::int64_t slice_ns = 10'000'000;        // after which Ctrl-C is looked for
constexpr const char* name = "the producer";

/// In the environment of a producer and of all that it starts.
std::string mark_of(const std::string& token) { return "IPCBENCH_RUN=" + token; }

/// A producer under way. The destructor ends it, and removes what it leaves behind.
class Producer {
 public:
  Producer(const ProducerCommand& command, const Request& request, std::int64_t deadline_ns)
      : token_(request.token), deadline_ns_(deadline_ns) {
    os::SocketPair ends = os::unix_pair(SOCK_SEQPACKET);
    link_ = std::move(ends.first);
    auto words = command.words;
    words.push_back(request.row);  // for whoever reads the list of processes
    child_ = std::make_unique<os::Child>(command.image, words, ends.second, mark_of(token_));
    ends.second.reset();
    watch_.emplace(child_->pid(), name, os::Shared::nothing);
    const json hello = receive("link");
    if (const int version = hello.at("link"); version != link_version) {
      throw UsageError("the producer of " + request.row + " speaks version " + std::to_string(version) +
                       " of the link, and this program " + std::to_string(link_version) + ": build both anew");
    }
    send_json(link_, to_json(request));
  }

  ~Producer() {
    watch_.reset();
    const int pid = child_->pid();
    if (!has_left_) os::stop(pid);
    child_->reap_within(patience_ns);
    child_.reset();
    os::end_orphans(mark_of(token_));
    if (!has_left_) os::remove_leftovers(token_, pid);
  }
  Producer(const Producer&) = delete;
  Producer& operator=(const Producer&) = delete;

  int pid() const { return child_->pid(); }

  /// The next message, which has this key, or one of "done".
  json receive(const char* key) {
    json message = next();
    if (message.contains("failed")) throw_reported(message["failed"]);
    if (!message.contains(key) && !message.contains("done")) {
      throw Error("the producer has sent a message out of turn");
    }
    return message;
  }

  /// Lets it go, and waits until it has left. Throws PeerDied if it ended otherwise than by that.
  void let_go() {
    send_json(link_, {{"goodbye", true}});
    watch_.reset();  // now it may end
    const os::Deadline deadline(deadline_ns_);
    std::optional<std::string> end;
    while (!(end = child_->end_within(slice_ns))) check_wait();
    if (*end != os::good_end) throw PeerDied(std::string(name) + " " + *end + " as it cleaned up");
    has_left_ = true;
  }

 private:
  json next() {
    const os::Deadline deadline(deadline_ns_);
    try {
      return receive_json(link_);
    } catch (const PeerDied&) {
      // What it said before it left says more.
      while (const auto last = poll_json(link_)) {
        if (last->contains("failed")) throw_reported((*last)["failed"]);
      }
      throw;
    }
  }

  [[noreturn]] static void throw_reported(const json& failed) {
    if (failed.at("error") == "UsageError") throw UsageError(failed.at("text"));
    throw Reported(failed.at("error"), failed.at("text"), failed.at("started"));
  }

  std::string token_;
  std::int64_t deadline_ns_;
  Fd link_;
  std::unique_ptr<os::Child> child_;
  std::optional<os::ChildWatch> watch_;
  bool has_left_ = false;
};

/// `attempt`; a message that lacks what it should have is an error as any other.
auto understood(auto attempt) {
  try {
    return attempt();
  } catch (const json::exception& error) {
    throw Error(std::string("the producer has sent a message that makes no sense: ") + error.what());
  }
}

/// `attempt`, again if this process was stopped meanwhile: its time has passed without it.
auto undisturbed(auto attempt) {
  for (;;) {
    os::was_paused();
    try {
      auto done = understood(attempt);
      if (!os::was_paused()) return done;
    } catch (const Interrupted&) {
      throw;
    } catch (const Error&) {
      if (!os::was_paused()) throw;
    }
  }
}

}  // namespace

ProducerCommand own_command(const std::string& program) {
  return {os::Image::own(), {program, "--produce", std::to_string(::getpid())}};
}

ProducerCommand command_of(const std::string& path, const std::string& program) {
  return {os::Image::kept(path), {program, "--produce", std::to_string(::getpid())}};
}

Producers::Producers(ProducerCommand command, const RunOptions& options)
    : command_(std::move(command)), options_(options), token_(os::new_run_token()) {
  os::watch();
}

Producers::~Producers() { os::remove_leftovers(token_, ::getpid()); }

std::optional<Unavailable> Producers::probe(const Row& row) const {
  Request request = request_of(row, options_);
  request.ask = Ask::probe;
  request.token = token_;
  return undisturbed([&]() -> std::optional<Unavailable> {
    Producer producer(command_, request, row.deadline_ns + grace_ns);
    const json said = producer.receive("unavailable").at("unavailable");
    producer.receive("done");
    producer.let_go();
    if (said.is_null()) return std::nullopt;
    return Unavailable{said.at("reason"), said.at("mend")};
  });
}

std::optional<os::PingPong> Producers::cpu_pair() const {
  constexpr std::int64_t deadline_ns = 1'000'000'000;
  if (!options_.cpus.producer || !options_.cpus.consumer || options_.cpus.producer == options_.cpus.consumer)
    return std::nullopt;
  Request request;
  request.ask = Ask::cpu_pair;
  request.row = "cpu_pair";  // for whoever reads the list of processes
  request.start.cpus = options_.cpus;
  request.token = token_;
  return undisturbed([&] {
    Producer producer(command_, request, deadline_ns + grace_ns);
    const auto found = cpu_pair_from(producer.receive("cpu_pair").at("cpu_pair"));
    producer.receive("done");
    producer.let_go();
    return found;
  });
}

Description Producers::describe(const Kind& kind) const {
  constexpr std::int64_t deadline_ns = 5'000'000'000;
  Request request;
  request.ask = Ask::describe;
  request.row = "describe";  // for whoever reads the list of processes
  request.kind = kind.key;
  request.token = token_;
  return undisturbed([&] {
    Producer producer(command_, request, deadline_ns + grace_ns);
    Description found = description_from(producer.receive("build"));
    producer.receive("done");
    producer.let_go();
    return found;
  });
}

Producers::Measured Producers::measure(const Row& row, int samples, std::uint64_t seed,
                                       std::optional<std::size_t> tuning,
                                       const std::function<void(int pid)>& alive) const {
  Request request = request_of(row, options_);
  request.samples = samples;
  request.start.seed = seed;
  request.start.tuning = tuning;
  request.token = token_;
  return undisturbed([&] {
    Producer producer(command_, request, row.deadline_ns + grace_ns);
    Measured measured;
    const json begun = producer.receive("settings");
    measured.settings = settings_from(begun.at("settings"));
    measured.once = once_from(begun);
    json said = producer.receive("samples");
    for (; !said.contains("done"); said = producer.receive("samples")) {
      measured.samples.append(samples_from(said, *row.kind));
    }
    if (said.contains("settings")) {
      for (auto& [key, value] : settings_from(said["settings"])) measured.settings[key] = value;
    }
    if (measured.samples.size() != static_cast<std::size_t>(samples)) {
      throw Error("the producer has sent " + std::to_string(measured.samples.size()) + " of " +
                  std::to_string(samples) + " samples");
    }
    if (alive) alive(producer.pid());
    producer.let_go();
    return measured;
  });
}

}  // namespace ipcbench
