#include <gtest/gtest.h>

#include <algorithm>
#include <cctype>

#include "ipcbench/transport.hpp"

namespace ipcbench {
namespace {

TEST(Registry, HasTransportsWithKeysFitForNamesAndFilters) {
  ASSERT_FALSE(transports().empty());
  for (const Transport& transport : transports()) {
    const auto fit = [](char c) { return c == '_' || std::islower(c) || std::isdigit(c); };
    EXPECT_TRUE(std::ranges::all_of(transport.key, fit)) << transport.key;
    EXPECT_FALSE(transport.label.empty()) << transport.key;
    EXPECT_GE(transport.copies, 0) << transport.key;
    EXPECT_EQ(find_transport(transport.key)->label, transport.label);
  }
}

TEST(Registry, RefusesAKeyThatIsTaken) { EXPECT_THROW(Registration(transports().front()), std::logic_error); }

TEST(Registry, FindsNothingUnderAnUnknownKey) { EXPECT_EQ(find_transport("banana"), nullptr); }

TEST(Unavailability, TakesTheMendOutOfAnErrorsText) {
  const auto why = unavailable_because("mq_open(): Invalid argument (EINVAL).\nTry: sudo sysctl x=1");
  EXPECT_EQ(why.reason, "mq_open(): Invalid argument (EINVAL).");
  EXPECT_EQ(why.mend, "sudo sysctl x=1");
  EXPECT_EQ(unavailable_because("plain").mend, "");
}

}  // namespace
}  // namespace ipcbench
