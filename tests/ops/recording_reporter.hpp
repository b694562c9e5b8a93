#pragma once

#include <string>
#include <variant>
#include <vector>

#include <mlxpatch/report/event.hpp>

namespace mlxpatch::tests {

/// Keeps what an operation reports while it runs.
struct RecordingReporter : report::Reporter {
  std::vector<std::string> steps;
  std::vector<std::string> warnings;
  void on(const report::Event& event) override {
    if (const auto* step = std::get_if<report::Step>(&event)) steps.push_back(step->text);
    if (const auto* warning = std::get_if<report::Warning>(&event)) warnings.push_back(warning->text);
  }
};

}  // namespace mlxpatch::tests
