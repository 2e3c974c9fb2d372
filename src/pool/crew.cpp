#include "pool/crew.hpp"

#include <algorithm>
#include <deque>
#include <string>
#include <utility>

#include "ipcbench/errors.hpp"
#include "ipcbench/mapping.hpp"
#include "os/cpus.hpp"
#include "os/futex.hpp"
#include "os/io.hpp"
#include "os/usage.hpp"
#include "os/watch.hpp"
#include "session/consumer.hpp"
#include "session/consumer_process.hpp"
#include "session/matrix_digest.hpp"
#include "session/receiving.hpp"
#include "session/spin_link.hpp"

namespace ipcbench {
namespace {

struct Worker {
  std::optional<int> cpu{};
  std::unique_ptr<Channel> channel;
  std::optional<SpinLink> spin{};
  std::optional<ConsumerProcess> process{};
  std::unique_ptr<Sender> sender{};
  bool overlapped = false;
};

/// Where each process runs, this one first; none where they are not pinned.
std::vector<int> places(const CrewOptions& options) {
  std::vector<int> found;
  if (!options.producer_cpu || options.worker_cpus.empty()) return found;
  found.push_back(*options.producer_cpu);
  for (std::size_t i = 0; i < options.workers; ++i) {
    found.push_back(options.worker_cpus[i % options.worker_cpus.size()]);
  }
  return found;
}

/// Whether somebody else runs where this process does.
bool is_shared(const std::vector<int>& places, std::optional<int> cpu, std::size_t processes) {
  if (!cpu) return std::cmp_less(os::allowed_cpus(), processes);
  return std::ranges::count(places, *cpu) > 1;
}

/// Matrix after matrix, until it is killed.
void serve(Channel& channel, const ConsumerLinks& links, const Kernel& kernel, const os::Word& wants_digests) {
  Receiving receiving(channel, kernel);
  send_message(links.control, Ready{.overlapped = receiving.is_overlapped()});
  for (;;) {
    Answer answer;
    if (links.spin != nullptr) links.spin->say_waiting();
    const ConstMatrixView matrix = receiving.receive_and_compute(answer);
    answer.cpu_ns = os::usage().cpu_ns;
    const bool is_checked = wants_digests.load(std::memory_order_acquire) != 0;
    send_answer(links, answer);
    if (is_checked) send_message(links.control, Receipt{.digest = matrix_digest(matrix)});
    receiving.receiver().release();
  }
}

}  // namespace

struct Crew::State {
  State(const OpenForWorker& open, const CrewOptions& chosen)
      : options(chosen), memory(Mapping::shared_with_children(sizeof(os::Word))), cpus(places(chosen)) {
    os::watch();
    for (std::size_t i = 0; i < options.workers; ++i) add(open(i));
    if (!cpus.empty()) os::pin_to(cpus.front());
    os::set_shares_cpu(is_shared(cpus, options.producer_cpu, options.workers + 1));
    watched([this] {
      for (Worker& worker : workers) worker.overlapped = worker.process->receive<Ready>().overlapped;
    });
  }

  void add(std::unique_ptr<Channel> channel) {
    if (channel->consumer() != Consumer::waiting) throw Error("its consumers have to be forked for each matrix");
    Worker& worker = workers.emplace_back();
    worker.channel = std::move(channel);
    if (!cpus.empty()) worker.cpu = cpus[workers.size()];
    if (options.waiting == Waiting::spinning) worker.spin.emplace();
    const auto body = [&, processes = options.workers + 1](const Fd& link, int producer_pid) {
      const ConsumerLinks links{link, worker.spin ? &*worker.spin : nullptr};
      return live_as_consumer(link, producer_pid, [&] {
        if (worker.cpu) os::pin_to(*worker.cpu);
        os::set_shares_cpu(is_shared(cpus, worker.cpu, processes));
        serve(*worker.channel, links, *options.kernel, wants_digests());
      });
    };
    worker.process.emplace(body, "a worker");
    worker.sender = worker.channel->keep_sender();
  }

  os::Word& wants_digests() const { return *reinterpret_cast<os::Word*>(memory.data()); }

  /// Takes this step under the deadline; where it finds a worker gone, throws what any said before it left.
  void watched(const std::function<void()>& step) const {
    const os::Deadline deadline(options.deadline_ns);
    try {
      step();
    } catch (const PeerDied&) {
      for (const Worker& worker : workers) worker.process->throw_last_words();
      throw;
    }
  }

  CrewOptions options;
  Mapping memory;         // what all workers look at
  std::vector<int> cpus;  // see places()
  std::deque<Worker> workers;
};

Crew::Crew(const OpenForWorker& open, const CrewOptions& options) : state_(std::make_unique<State>(open, options)) {}

Crew::~Crew() = default;

Sender& Crew::sender(std::size_t worker) const { return *state_->workers[worker].sender; }

bool Crew::is_overlapped() const { return state_->workers.front().overlapped; }

void Crew::wait_until_waiting() const {
  for (Worker& worker : state_->workers) {
    if (worker.spin) {
      worker.spin->wait_for_waiting();
    } else {
      worker.process->wait_until_asleep();
    }
  }
}

std::size_t Crew::first_answered(std::span<const std::size_t> awaited) const {
  if (state_->options.waiting == Waiting::spinning) {
    for (std::size_t i = 0;; i = (i + 1) % awaited.size()) {
      if (state_->workers[awaited[i]].spin->has_answer()) return awaited[i];
      check_wait();
      os::spin_once();
    }
  }
  std::vector<int> links;
  for (const std::size_t worker : awaited) links.push_back(state_->workers[worker].process->link().get());
  return awaited[os::first_readable(links)];
}

Answer Crew::take_answer(std::size_t worker) const {
  Worker& asked = state_->workers[worker];
  return asked.spin ? asked.spin->wait_for_answer() : asked.process->receive<Answer>();
}

void Crew::check_digests() const { state_->wants_digests().store(1, std::memory_order_release); }

std::uint64_t Crew::take_digest(std::size_t worker) const {
  return state_->workers[worker].process->receive<Receipt>().digest;
}

void Crew::watched(const std::function<void()>& step) const { state_->watched(step); }

Settings Crew::settings() const {
  Settings found = state_->workers.front().channel->settings();
  std::string cpus;
  for (const Worker& worker : state_->workers) {
    if (worker.cpu) cpus.append(cpus.empty() ? "" : ",").append(std::to_string(*worker.cpu));
  }
  if (!cpus.empty()) found["worker_cpus"] = cpus;
  return found;
}

}  // namespace ipcbench
