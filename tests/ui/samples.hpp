#pragma once

#include <string>
#include <vector>

#include <mlxpatch/report/result.hpp>

/// Results as operations give them, for golden texts.
namespace mlxpatch::tests {

/// A result and the name of its golden files.
struct Sample {
  std::string name;
  std::string command;
  report::Result result;
};

std::vector<Sample> queue_samples();
std::vector<Sample> project_samples();
std::vector<Sample> dependencies_samples();
std::vector<Sample> diff_samples();
std::vector<Sample> resolution_samples();

/// One result of each kind, every text in it `text`.
std::vector<report::Result> results_full_of(const std::string& text);

}  // namespace mlxpatch::tests
