#pragma once

#include <string>
#include <variant>
#include <vector>

#include <mlxpatch/report/event.hpp>
#include <mlxpatch/report/result.hpp>

namespace mlxpatch::tests {

/// Keeps what an operation reports while it runs.
struct RecordingReporter : report::Reporter {
  std::vector<std::string> steps;
  std::vector<std::string> warnings;
  std::vector<report::Result> episodes;
  void on(const report::Event& event) override {
    if (const auto* step = std::get_if<report::Step>(&event)) steps.push_back(step->text);
    if (const auto* warning = std::get_if<report::Warning>(&event)) warnings.push_back(warning->text);
    if (const auto* episode = std::get_if<report::Episode>(&event)) episodes.push_back(episode->result);
  }
};

}  // namespace mlxpatch::tests
