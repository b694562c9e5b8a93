#include <mlxpatch/report/next_step.hpp>

#include <cstddef>
#include <string_view>
#include <utility>
#include <vector>

namespace mlxpatch::report {

NextStep&& NextStep::in(std::string_view where) && {
  directory = where;
  return std::move(*this);
}

NextStep&& NextStep::of(std::string_view what) && {
  name = what;
  return std::move(*this);
}

NextStep&& NextStep::at(std::string_view which) && {
  commit = which;
  return std::move(*this);
}

NextStep&& NextStep::with(std::vector<std::string> files) && {
  paths = std::move(files);
  return std::move(*this);
}

NextStep&& NextStep::over(std::size_t count) && {
  commits = count;
  return std::move(*this);
}

}  // namespace mlxpatch::report
