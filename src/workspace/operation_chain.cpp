#include <mlxpatch/workspace/operation_chain.hpp>

#include <algorithm>
#include <cstdint>
#include <ranges>
#include <vector>

#include <mlxpatch/workspace/operation.hpp>

namespace mlxpatch::workspace {

std::vector<Operation> operation_chain(const std::vector<Operation>& operations, std::uint64_t id) {
  std::vector<Operation> chain;
  for (const Operation& operation : std::views::reverse(operations)) {
    const bool is_last = operation.id == id;
    const bool resumes_one = !chain.empty() && !chain.back().pending_before.empty() &&
                             chain.back().pending_before == operation.pending_after;
    const bool counts = operation.state == Operation::State::done && operation.undoes == 0;
    if (is_last || (resumes_one && operation.id < id && counts)) chain.push_back(operation);
  }
  std::reverse(chain.begin(), chain.end());
  return chain;
}

}  // namespace mlxpatch::workspace
