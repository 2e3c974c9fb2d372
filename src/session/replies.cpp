#include "session/replies.hpp"

#include "os/watch.hpp"
#include "session/consumer.hpp"
#include "session/consumer_process.hpp"
#include "session/spin_link.hpp"

namespace ipcbench {

struct Replies::State {
  State(Waiting waiting, int count, const CpuPair& cpus) : left(count) {
    os::watch();
    os::set_shares_one_cpu(cpus);
    if (waiting == Waiting::spinning) spin.emplace();
    consumer.emplace([&](const Fd& link, int producer_pid) {
      const ConsumerLinks links{link, spin ? &*spin : nullptr};
      return answer_calls(links, producer_pid, cpus, count, deadline_ns + consumer_grace_ns);
    });
    if (cpus.producer) os::pin_to(*cpus.producer);
    const os::Deadline deadline(deadline_ns);
    with_last_words(consumer, [&] { consumer->receive<Ready>(); });
  }

  ~State() {
    if (left == 0) consumer->let_go();  // else it waits for a call that will not come, and is killed
  }

  Nanoseconds spinning() {
    spin->wait_for_waiting();
    const auto t0 = os::now_ns();
    spin->call();
    spin->wait_for_answer();
    return os::now_ns() - t0;
  }

  Nanoseconds asleep() const {
    consumer->wait_until_asleep();
    const auto t0 = os::now_ns();
    send_message(consumer->link(), Call{});
    consumer->receive<Answer>();
    return os::now_ns() - t0;
  }

  int left;
  std::optional<SpinLink> spin;
  std::optional<ConsumerProcess> consumer;
};

Replies::Replies(Waiting waiting, int count, const CpuPair& cpus)
    : state_(std::make_unique<State>(waiting, count, cpus)) {}

Replies::~Replies() = default;

Nanoseconds Replies::measure() {
  if (state_->left == 0) throw Error("no more replies than were asked for");
  const os::Deadline deadline(deadline_ns);
  const Nanoseconds took =
      with_last_words(state_->consumer, [this] { return state_->spin ? state_->spinning() : state_->asleep(); });
  --state_->left;
  return took;
}

}  // namespace ipcbench
