#include <mlxpatch/git/message.hpp>

#include <string>
#include <string_view>

#include <git2.h>

#include <mlxpatch/git/error.hpp>
#include <mlxpatch/git/handle.hpp>

namespace mlxpatch::git {

std::string cleaned_message(std::string_view text, Comments comments) {
  Buffer cleaned;
  const int strip = comments == Comments::strip ? 1 : 0;
  check(git_message_prettify(cleaned.get(), std::string(text).c_str(), strip, '#'), "cleaning up a message");
  return cleaned.string();
}

}  // namespace mlxpatch::git
