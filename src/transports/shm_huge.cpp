// Shared memory in huge pages, written and read in place: those that are set aside, or such as Linux puts
// together.

#include "channels/slot_channel.hpp"
#include "os/huge_pages.hpp"

namespace ipcbench {
namespace {

constexpr std::string_view reserved = "reserved";
constexpr std::string_view collapsed = "collapsed";

std::vector<Tuning> huge_page_tunings(Shape) { return {{.method = reserved}, {.method = collapsed}}; }

std::unique_ptr<Channel> open_shm_huge(Shape shape, const Tuning& tuning) {
  const std::size_t bytes = channels::Slot::bytes_for(shape);
  os::HugePages pages = tuning.method == reserved ? os::reserved_huge_pages(bytes) : os::collapsed_huge_pages(bytes);
  Settings settings{{"huge_page_bytes", static_cast<std::int64_t>(os::huge_page_bytes())},
                    {"huge_pages", std::string(tuning.method)},
                    {"file_system", std::move(pages.file_system)}};
  return channels::in_place<channels::Sleeping>(shape, std::move(pages.memory), std::move(settings));
}

const Registration registered({
    .key = "shm_huge",
    .label = "Shared memory, huge pages",
    .family = Family::shared_memory,
    .copies = 0,
    .lands = Lands::in_shared,
    .waiting = Waiting::blocking,
    .tunings = huge_page_tunings,
    .open_tuned = open_shm_huge,
});

}  // namespace
}  // namespace ipcbench
