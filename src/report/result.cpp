#include <mlxpatch/report/result.hpp>

#include <variant>

#include <mlxpatch/report/outcome.hpp>

namespace mlxpatch::report {

Outcome outcome_of(const Result& result) {
  return std::visit(
      [](const auto& value) {
        if constexpr (requires { value.outcome; }) {
          return value.outcome;
        } else {
          return Outcome::done;
        }
      },
      result);
}

}  // namespace mlxpatch::report
