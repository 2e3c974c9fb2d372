/// The contract of a transport: one way to hand a matrix from one process to another.
///
/// A transport is one file in src/transports/ that registers itself (see docs/adding-a-transport.md). The four verbs
/// loan, send, receive and release cover copying and zero-copy mechanisms alike.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "ipcbench/errors.hpp"
#include "ipcbench/matrix.hpp"

namespace ipcbench {

/// What a transport really runs with, e.g. {"pipe_bytes", 65536}. Values are effective ones, read back from the
/// operating system where it may cap them. Keys ending in _bytes are integers.
using Settings = std::map<std::string, std::variant<std::int64_t, std::string>>;

/// The producer's endpoint. All calls throw Error; blocking ones also PeerDied, TimedOut and Interrupted.
class Sender {
 public:
  virtual ~Sender() = default;
  /// Memory to write the next matrix into; owned by the transport and valid until send(). May block until the
  /// receiver has released what the memory carried before.
  virtual MatrixView loan() = 0;
  /// Hands over the loaned matrix. May return before the receiver has it.
  virtual void send() = 0;
  /// After the last transfer: what Linux changes, or shows, only as it runs. Takes the place of what the channel said.
  virtual Settings settings() { return {}; }
};

/// The consumer's endpoint.
class Receiver {
 public:
  virtual ~Receiver() = default;
  /// Blocks until one whole matrix is readable. The view is valid until release().
  virtual ConstMatrixView receive() = 0;
  /// The view is no longer needed.
  virtual void release() = 0;
  /// As the sender's.
  virtual Settings settings() { return {}; }
};

/// A receiver whose matrix becomes readable piece by piece, so that the kernel can run over one while the next travels.
class StreamReceiver : public Receiver {
 public:
  struct Piece {
    std::span<const double> entries;  // a multiple of fold_entries (see kernel.hpp), but for the last piece
    bool last = false;
  };
  /// Blocks until the next entries are readable. They are valid until release(), and never none. After the last piece,
  /// receive() gives the whole matrix at once.
  virtual Piece receive_piece() = 0;
};

/// Whether a consumer is there before the first matrix, or is forked anew for each one, once that is written.
enum class Consumer { waiting, forked_per_transfer };

/// Both ends of a transport for one shape, opened before fork(). Each process calls one of the two keep functions,
/// once, which also closes the other end's handles in that process.
class Channel {
 public:
  virtual ~Channel() = default;
  virtual std::unique_ptr<Sender> keep_sender() = 0;
  virtual std::unique_ptr<Receiver> keep_receiver() = 0;
  /// What it is opened with.
  virtual Settings settings() const = 0;
  virtual Consumer consumer() const { return Consumer::waiting; }
};

/// What a tuned transport can be opened with. Which of them a mechanism heeds, and how, its file says.
struct Tuning {
  std::size_t buffer_bytes = 0;  // what is under way at most: of a pipe, a socket, a queue, a ring
  std::size_t piece_bytes = 0;   // what one write, message or slot carries
  std::string_view method{};     // where there are several ways to do it
};

enum class Family { pipe, message_queue, socket, shared_memory, kernel_copy, library };
enum class Lands { in_private, in_shared };  // where the consumer finds the matrix: its own memory, or shared memory
enum class Waiting { blocking, spinning };

std::string_view to_string(Family family);
std::string_view to_string(Lands lands);
std::string_view to_string(Waiting waiting);

/// Why something cannot run on this machine, and what the user can do about it.
struct Unavailable {
  std::string reason;
  std::string mend;
};

/// Why a transport cannot carry this shape here; found by trying, never by user id.
using Probe = std::function<std::optional<Unavailable>(Shape shape)>;
/// Opens both ends. Throws SystemError. Leaves no name behind, whatever happens.
using Open = std::function<std::unique_ptr<Channel>(Shape shape)>;

/// Consecutive rows of a matrix.
struct Part {
  std::size_t first_row = 0;
  std::size_t rows = 0;
};
/// Opens a channel for each part of one matrix that lies in shared memory: what a sender loans is its part of it. Parts
/// may overlap, or be all of it.
using OpenShared = std::vector<std::unique_ptr<Channel>> (*)(Shape shape, const std::vector<Part>& parts);

using Tunings = std::vector<Tuning> (*)(Shape shape);
using OpenTuned = std::unique_ptr<Channel> (*)(Shape shape, const Tuning& tuning);

/// Opens a channel of that shape and closes it again.
Probe probe_by_opening(Open open);

/// Opens with the first of the tunings that this machine allows.
Open open_likeliest(Tunings tunings, OpenTuned open_tuned);

/// What the registry knows of a transport.
struct Transport {
  std::string_view key;    // "posix_mq": in JSON and filters; never changes once landed
  std::string_view label;  // "POSIX message queue": on charts
  Family family;           // by mechanism: boost_mq is a message queue
  int copies;              // CPU copies of the payload on the way, by design of the mechanism
  Lands lands;
  Waiting waiting;
  bool overlapped = false;  // its receiver is a StreamReceiver
  /// Left out where opening tells it: probe_by_opening().
  Probe probe{};
  /// Left out by a tuned transport: open_likeliest().
  Open open{};
  /// For a tuned transport: what a sweep may choose from, the likeliest first, and how to open with one of these; some
  /// may be more than this machine allows. nullptr where there is nothing to tune.
  Tunings tunings = nullptr;
  OpenTuned open_tuned = nullptr;
  /// Where several consumers can see one matrix at once, each its part; nullptr where each needs one of its own.
  OpenShared open_shared = nullptr;
};

/// Every registered transport, by family, then key.
const std::vector<Transport>& transports();

/// nullptr if no transport has this key.
const Transport* find_transport(std::string_view key);

/// A namespace-scope object of this type adds a transport to the registry, with what it has left out. Throws
/// std::logic_error for a key that is taken, and for a transport that cannot be opened.
class Registration {
 public:
  explicit Registration(Transport transport);
};

/// `error` as the reason why something cannot run; its "Try:" line becomes the mend.
Unavailable unavailable_because(std::string_view error_text);

}  // namespace ipcbench
