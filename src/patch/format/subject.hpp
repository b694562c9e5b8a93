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

}  // namespace mlxpatch::patch
