#pragma once

#include <string>
#include <vector>

#include <mlxpatch/git/object.hpp>
#include <mlxpatch/patch/format/diff_writer.hpp>

namespace mlxpatch::patch {

/// What is written of a commit.
struct PatchText {
  git::Signature author;
  std::string message;  ///< UTF-8
  std::vector<FileChange> files;
};

/// How a mail is dressed for its readers; what it says is the same.
struct MailStyle {
  enum class FromLine { zeros, none } from_line = FromLine::zeros;        ///< the line "From 000..." in front
  enum class SubjectTag { patch, none } subject_tag = SubjectTag::patch;  ///< "[PATCH] " before the subject
};

/// A `git format-patch` mail, deterministic: zero commit id, no stat, no signature line, full ids, a/ b/, three lines
/// of context, RFC 2047/5322 headers, LF. read_patches() gives the commit back, its message to the byte but for the
/// newlines at its end; `git am --keep-non-patch` does too, but for the white space that it squeezes. Throws Error for
/// an author that would break the header, and for a NUL in the message.
///
/// Most messages stand in the mail as they are. For the others:
/// - A subject that git would shorten ("Re: x", "[PATCH] x") has no Subject: field; the body is the whole message.
/// - A body that begins like in-body headers ("From: x") has an in-body From: in front of it.
/// - A body with lines that end a message or begin a mail ("---", "diff --git", "From x 12:34:56 2026", scissors) is
///   written in UTF-7, in which a line break can be encoded. It must be UTF-8 then; an Error otherwise.
/// - An empty commit has no "---", behind which git am wants a diff.
std::string write_mail(const PatchText& patch, const MailStyle& style = {});

}  // namespace mlxpatch::patch
