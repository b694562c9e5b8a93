#include <mlxpatch/workspace/operation_chain.hpp>

#include <algorithm>
#include <cstdint>
#include <vector>

#include <mlxpatch/workspace/operation.hpp>

namespace mlxpatch::workspace {

std::vector<Operation> operation_chain(const std::vector<Operation>& operations, std::uint64_t id) {
  std::vector<Operation> chain;
  for (auto it = operations.rbegin(); it != operations.rend(); ++it) {
    const bool is_last = it->id == id;
    const bool resumes_one = !chain.empty() && !chain.back().pending_before.empty();
    const bool counts = it->state == Operation::State::done && it->undoes == 0;
    if (is_last || (resumes_one && it->id < id && counts)) chain.push_back(*it);
  }
  std::reverse(chain.begin(), chain.end());
  return chain;
}

}  // namespace mlxpatch::workspace
