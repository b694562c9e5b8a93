#include "format/mailbox.hpp"

#include <algorithm>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include <mlxpatch/base/text.hpp>
#include <mlxpatch/git/object.hpp>
#include <mlxpatch/patch/format/charset.hpp>

#include "format/encoded_word.hpp"

namespace mlxpatch::patch {
namespace {

/// Takes the quotation marks off, and the backslashes within quoted strings and comments. A comment keeps its
/// parentheses; in it quotation marks are text.
std::string unquoted(std::string_view text) {
  std::string plain;
  plain.reserve(text.size());
  bool in_quotes = false;
  std::size_t comments = 0;
  for (std::size_t index = 0; index < text.size(); ++index) {
    const char character = text[index];
    if (character == '\\' && (in_quotes || comments > 0) && index + 1 < text.size()) {
      plain += text[++index];
      continue;
    }
    if (character == '"' && comments == 0) {
      in_quotes = !in_quotes;
      continue;
    }
    if (!in_quotes && character == '(') ++comments;
    if (!in_quotes && character == ')' && comments > 0) --comments;
    plain += character;
  }
  return plain;
}

std::string read_display_name(std::string_view text) { return decode_words(trim(unquoted(trim(text)))); }

/// An address as valid UTF-8, even if its encoded words are not: the writer does not encode addresses, so other bytes
/// would not survive being written and read again.
std::string read_address(std::string_view text) { return utf8_by_guess(decode_words(trim(text))); }

bool fits_signature(std::string_view text) {
  return std::none_of(text.begin(), text.end(), [](char character) {
    const bool is_control = static_cast<unsigned char>(character) < 0x20 && character != '\t';
    return is_control || character == '<' || character == '>';
  });
}

/// The name in "(Name)"; its quotation marks are part of it.
std::string read_comment(std::string_view text) {
  const std::string comment = unquoted(trim(text));
  const bool is_enclosed = comment.size() >= 2 && comment.starts_with('(') && comment.ends_with(')');
  return decode_words(trim(is_enclosed ? comment.substr(1, comment.size() - 2) : comment));
}

/// "Name <address>", perhaps with a comment after it. Without a name the address is the name, as for git; only an
/// encoded word of nothing, which our writer makes, is a name that is empty.
git::Signature read_bracketed(std::string_view text, std::size_t open, std::size_t close) {
  git::Signature signature;
  signature.email = read_address(text.substr(open + 1, close - open - 1));
  signature.name = read_display_name(text.substr(0, open));
  const std::string_view comment = trim(text.substr(close + 1));
  if (comment.starts_with('(')) {
    if (signature.name.empty()) {
      signature.name = read_comment(comment);
    } else {
      signature.name += " " + read_display_name(comment);
    }
  }
  if (signature.name.empty() && trim(text.substr(0, open)) != k_empty_word) signature.name = signature.email;
  return signature;
}

/// "address" or "address (Name)".
std::optional<git::Signature> read_bare(std::string_view text) {
  const std::size_t comment = std::min(text.find('('), text.size());
  git::Signature signature;
  signature.email = read_address(text.substr(0, comment));
  signature.name = read_comment(text.substr(comment));
  if (signature.email.find_first_of(" \t\"") != std::string::npos) return std::nullopt;
  if (signature.name.empty()) signature.name = signature.email;
  return signature;
}

}  // namespace

std::optional<git::Signature> read_mailbox(std::string_view text) {
  text = trim(text);
  const std::size_t close = text.rfind('>');
  const std::size_t open = text.rfind('<');
  std::optional<git::Signature> signature;
  if (open != std::string_view::npos && close != std::string_view::npos && open < close) {
    signature = read_bracketed(text, open, close);
  } else if (text.find('@') != std::string_view::npos) {
    signature = read_bare(text);
  }
  if (!signature || !fits_signature(signature->name) || !fits_signature(signature->email)) return std::nullopt;
  return signature;
}

std::optional<git::Signature> read_user(std::string_view text) {
  if (std::optional<git::Signature> mailbox = read_mailbox(text)) return mailbox;
  git::Signature signature;
  signature.name = read_display_name(text);
  const bool is_name = signature.name.find("://") == std::string::npos && signature.name.find('@') == std::string::npos;
  if (signature.name.empty() || !is_name || !fits_signature(signature.name)) return std::nullopt;
  return signature;
}

}  // namespace mlxpatch::patch
