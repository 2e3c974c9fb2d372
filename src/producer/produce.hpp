/// The producer's side: what a process does that the harness has started to measure one round of one row.
#pragma once

namespace ipcbench {

/// To be the first line of every main. If this process was started as a producer (PROGRAM --produce HARNESS_PID ROW),
/// does what the harness requests over descriptor 3 and exits: 0 done, 1 failed, 130 told to stop.
void produce_if_asked(int argc, char** argv);

}  // namespace ipcbench
