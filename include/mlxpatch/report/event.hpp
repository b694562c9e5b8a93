#pragma once

#include <cstdint>
#include <string>
#include <variant>

#include <mlxpatch/report/result.hpp>

namespace mlxpatch::report {

/// A long piece of work moves on. `total` 0: not known. The last one of a stage has done == total.
struct Progress {
  std::string stage;  ///< "Receiving objects", "Replaying patches", "Checking out files"
  std::uint64_t done = 0;
  std::uint64_t total = 0;
};

/// A step of the operation was done: one line for a person who watches, e.g. "Fetched upstream: 14 new commits".
struct Step {
  std::string text;
};

/// Something that the person should know and that stops nothing.
struct Warning {
  std::string text;
};

/// What one command of a sequence gave, for a person who watches the sequence (the demo).
struct Episode {
  Result result;
};

using Event = std::variant<Progress, Step, Warning, Episode>;

/// Receives events while an operation runs: what happened, never how it looks.
class Reporter {
 public:
  virtual ~Reporter() = default;
  virtual void on(const Event& event) = 0;
};

}  // namespace mlxpatch::report
