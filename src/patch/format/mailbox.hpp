#pragma once

#include <optional>
#include <string_view>

#include <mlxpatch/git/object.hpp>

namespace mlxpatch::patch {

/// Reads name and address as in From: ("Name <address>", "address (Name)", "address"); the date stays zero. Quoted
/// parts may stand anywhere in a name and lose their quotation marks. Returns std::nullopt if the text is none of
/// these, or holds characters that no signature can.
std::optional<git::Signature> read_mailbox(std::string_view text);

/// The same, but a text without an address is a name, as that of Mercurial's users and some packagers is. A web address
/// is none.
std::optional<git::Signature> read_user(std::string_view text);

}  // namespace mlxpatch::patch
