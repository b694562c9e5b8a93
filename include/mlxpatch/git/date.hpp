#pragma once

#include <optional>
#include <string>
#include <string_view>

#include <mlxpatch/git/object.hpp>

namespace mlxpatch::git {

/// Reads the forms that git takes in GIT_COMMITTER_DATE: "@<seconds> +zzzz", "<seconds> +zzzz", RFC 2822
/// ("Thu, 8 Jan 2026 15:30:20 +0100") and ISO 8601 ("2026-01-08T15:30:20+01:00", "2026-01-08 15:30:20 +0100").
/// A missing zone is the local one (UTC after plain seconds). Nothing where it is none of them.
std::optional<Time> parse_date(std::string_view text);

/// "Thu, 8 Jan 2026 15:30:20 +0100" (RFC 5322, as git writes mails).
std::string format_rfc2822(Time time);
/// "2026-01-08T15:30:20+01:00" (ISO 8601 strict, as git's %aI).
std::string format_iso8601(Time time);

/// The clock, with the local zone.
Time now();

}  // namespace mlxpatch::git
