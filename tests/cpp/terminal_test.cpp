#include "os/terminal.hpp"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <array>
#include <cstdlib>
#include <functional>
#include <string>

#include "exit_status.hpp"
#include "os/exit_guard.hpp"
#include "os/watch.hpp"

namespace ipcbench::os {
namespace {

TEST(Cut, CountsCharactersNotBytes) {
  EXPECT_EQ(cut("a · b", 5), "a · b");
  EXPECT_EQ(cut("a · b", 4), "a ·…");
  EXPECT_EQ(cut("····", 3), "··…");
  EXPECT_EQ(cut("ab", 1), "…");
  EXPECT_EQ(cut("ab", 0), "");
  EXPECT_EQ(cut("", 0), "");
}

/// What a child says on stderr before it ends, and its status.
struct Ended {
  std::string said;
  int status = 0;
};
Ended ended(const std::function<void()>& body) {
  std::array<int, 2> ends{};
  EXPECT_EQ(::pipe(ends.data()), 0);
  const Child child([&] {
    ::dup2(ends[1], STDERR_FILENO);
    body();
    return 0;
  });
  ::close(ends[1]);
  Ended found;
  found.status = test::exit_status(child);
  std::array<char, 4096> text{};
  for (ssize_t size = 0; (size = ::read(ends[0], text.data(), text.size())) > 0;)
    found.said.append(text.data(), static_cast<std::size_t>(size));
  ::close(ends[0]);
  return found;
}

TEST(ExitGuard, SaysThatALibraryEndedTheProgram) {
  const auto found = ended([] {
    const ExitGuard guard(2);
    const LastWords words("the last words\n");
    std::exit(0);  // whatever the library says of it
  });
  EXPECT_EQ(found.status, 2);
  EXPECT_NE(found.said.find("a library has ended this program"), std::string::npos) << found.said;
  EXPECT_NE(found.said.find("the last words"), std::string::npos);
}

TEST(ExitGuard, LetsAProgramEndThatIsNotGuarded) {
  const auto found = ended([] {
    { const ExitGuard guard(2); }
    std::exit(7);
  });
  EXPECT_EQ(found.status, 7);
  EXPECT_EQ(found.said, "");
}

TEST(ExitGuard, DoesNotConcernAChild) {
  const auto found = ended([] {
    const ExitGuard guard(2);
    const Child child([]() -> int { std::exit(5); });
    ::_exit(test::exit_status(child));
  });
  EXPECT_EQ(found.status, 5);
  EXPECT_EQ(found.said, "");
}

}  // namespace
}  // namespace ipcbench::os
