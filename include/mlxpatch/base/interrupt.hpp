#pragma once

namespace mlxpatch {

/// From here on SIGINT, SIGTERM and SIGHUP only set a flag (one that was ignored before stays ignored). A second
/// Ctrl-C, more than a second after the first, ends the process at once unless an InterruptHold is alive: the way
/// out of a loop that does not check the flag. Called once by the command line.
void install_interrupt_handlers();

/// Whether a person asked to stop.
bool interrupted();

/// Throws Error(interrupted) when interrupted() and no InterruptHold is alive. Called from every long loop.
void check_interrupt();

/// While one is alive, check_interrupt() does not throw: a publication is completed first.
class InterruptHold {
 public:
  InterruptHold();
  ~InterruptHold();
  InterruptHold(const InterruptHold&) = delete;
  InterruptHold& operator=(const InterruptHold&) = delete;
};

}  // namespace mlxpatch
