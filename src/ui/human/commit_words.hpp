#pragma once

#include <string>
#include <string_view>

#include <mlxpatch/report/commit_line.hpp>

namespace mlxpatch::ui {

/// The first eight digits.
std::string short_id(std::string_view id);
/// "2026-01-30" of an ISO 8601 date.
std::string day_of(std::string_view date);
/// "1fe1b3c9 (#741)"
std::string commit_name(const report::CommitLine& commit);
/// "1fe1b3c9 (#741)  2026-01-30  Ada Author"
std::string commit_words(const report::CommitLine& commit);
/// The subject without a "(#741)" at its end, which commit_name() has already.
std::string subject_words(const report::CommitLine& commit);
/// "5cce1495  2026-01-29  v0.30.2-4-g5cce1495  The subject"
std::string place_words(const report::CommitLine& commit);

}  // namespace mlxpatch::ui
