#pragma once

#include <string_view>

namespace mlxpatch::ops {

/// The initial contents of the files of the miniature upstream.
namespace demo_files {
extern const std::string_view k_pyproject;
extern const std::string_view k_backend;
extern const std::string_view k_answers;
extern const std::string_view k_server;
extern const std::string_view k_main;
extern const std::string_view k_cache;
extern const std::string_view k_test_cache;
extern const std::string_view k_test_answers;
extern const std::string_view k_test_rooms;
}  // namespace demo_files

}  // namespace mlxpatch::ops
