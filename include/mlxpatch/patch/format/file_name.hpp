#pragma once

#include <string>
#include <string_view>

namespace mlxpatch::patch {

/// Makes the stem of a file name from a subject, "subject-in-words", as git format-patch does (without number and
/// ".patch"); "patch" if no character of the subject can be used.
std::string file_name_for(std::string_view subject);

}  // namespace mlxpatch::patch
