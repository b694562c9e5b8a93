#pragma once

#include <string>
#include <string_view>

namespace mlxpatch::patch {

enum class SubjectTags { keep_others, take_all_off };

/// Makes a commit's subject from a mail's (decoded) one. Removes the first "[... PATCH ...]" and any "Re:" before it;
/// with take_all_off, every tag at the front. The rest is kept byte for byte.
std::string strip_subject(std::string_view subject, SubjectTags tags);

/// Whether the subject has the tag of a cover letter, "[PATCH 0/3]".
bool is_cover_letter(std::string_view subject);

/// The same whatever the tag says, "[RFC 0/3]" or "[0/3]"; such a tag may also be the words of a patch's own subject.
bool is_numbered_zero(std::string_view subject);

/// Whether the subject begins with "Re:", as a reply's does, in one of the languages of mail programs.
bool is_reply(std::string_view subject);

/// Whether the subject has the tag of a patch, "[PATCH]", "[RFC PATCH 1/3]".
bool has_patch_tag(std::string_view subject);

}  // namespace mlxpatch::patch
