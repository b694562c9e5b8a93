#pragma once

#include <string>
#include <string_view>

namespace mlxpatch::patch {

enum class SubjectTags { keep_others, take_all_off };

/// A commit's subject from a mail's (decoded) subject: the first "[... PATCH ...]" goes, with "Re:" and the like in
/// front of it; under take_all_off every tag at the front goes. The rest stays to the byte.
std::string strip_subject(std::string_view subject, SubjectTags tags);

/// Whether the subject has the tag of a cover letter, "[PATCH 0/3]".
bool is_cover_letter(std::string_view subject);

/// "subject-in-words" for a file name, as git format-patch makes it (without number and ".patch"); "patch" where no
/// letter of the subject can stand in one.
std::string file_name_for(std::string_view subject);

}  // namespace mlxpatch::patch
