#include <gtest/gtest.h>

#include "producer/produce.hpp"

int main(int argc, char** argv) {
  ipcbench::produce_if_asked(argc, argv);
  testing::InitGoogleTest(&argc, argv);
  return RUN_ALL_TESTS();
}
