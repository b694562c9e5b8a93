#pragma once

#include <cstddef>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "real_queue.hpp"
#include "synthetic_upstream.hpp"

namespace mlxpatch::bench {

enum class Output { print, print_and_write };
enum class Scaling { skip, measure };

struct Options {
  UpstreamShape shape;
  std::optional<RealQueue> real;  ///< instead of a synthetic upstream
  std::size_t rounds = 3;
  double patience_seconds = 20;
  std::vector<std::string> only;   ///< parts of tasks or names; empty: all
  std::filesystem::path keep;      ///< a folder for the upstreams that stays; empty: a temporary one
  std::filesystem::path mlxpatch;  ///< the program to be measured
  std::filesystem::path document;  ///< what Output::print_and_write changes
  Output output = Output::print;
  Scaling scaling = Scaling::skip;
  std::string command;  ///< as it was typed, for the document
};

/// Reads the command line; nothing where it asked for help only, which then is printed. Throws Error for wrong usage.
std::optional<Options> parse_options(int argc, char** argv);

}  // namespace mlxpatch::bench
