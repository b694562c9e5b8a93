#pragma once

#include <string>

namespace mlxpatch::report {

/// A command to type next, and why.
struct NextStep {
  std::string command;  ///< may be empty: then only the sentence
  std::string why;
};

}  // namespace mlxpatch::report
