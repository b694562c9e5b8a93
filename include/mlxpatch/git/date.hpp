#pragma once

#include <optional>
#include <string>
#include <string_view>

#include <mlxpatch/git/object.hpp>

namespace mlxpatch::git {

/// Which dates count, and what one means that leaves something out.
enum class DateForms {
  exact,  ///< as git takes them in GIT_COMMITTER_DATE: the clock is required, and a missing zone is the local one
  loose,  ///< as git reads them in mails and patches: no clock is midnight, no zone is UTC; only the years 1970 to 9999
};

/// Reads "@<seconds> +zzzz", "<seconds> +zzzz" (without a zone: UTC), RFC 5322 ("Thu, 8 Jan 2026 15:30:20 +0100"),
/// ISO 8601 ("2026-01-08T15:30:20+01:00", "2026-01-08 15:30:20 +0100"), ctime ("Thu Jan 8 15:30:20 2026") and diff's
/// timestamps. Returns std::nullopt if it is none of them.
std::optional<Time> parse_date(std::string_view text, DateForms forms);

/// "Thu, 8 Jan 2026 15:30:20 +0100" (RFC 5322, as git writes mails).
std::string format_rfc2822(Time time);
/// "2026-01-08T15:30:20+01:00" (ISO 8601 strict, as git's %aI).
std::string format_iso8601(Time time);

/// The clock, with the local zone.
Time now();

}  // namespace mlxpatch::git
