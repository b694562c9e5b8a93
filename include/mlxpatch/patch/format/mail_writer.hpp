#pragma once

#include <string>
#include <vector>

#include <mlxpatch/git/object.hpp>
#include <mlxpatch/patch/format/diff_writer.hpp>

namespace mlxpatch::patch {

/// The parts of a commit that a mail holds.
struct PatchText {
  git::Signature author;
  std::string message;  ///< UTF-8
  std::vector<FileChange> files;
  std::string notes = {};  ///< for people, between "---" and the diff; no reader takes them for part of the commit
};

/// How a mail is framed for its readers; its content is the same in every style.
struct MailStyle {
  enum class FromLine { zeros, none } from_line = FromLine::zeros;  ///< the mbox line "From 000..." before the mail
  enum class SubjectTag { patch, none } subject_tag = SubjectTag::patch;  ///< "[PATCH] " before the subject
};

/// Writes a deterministic `git format-patch` mail: zero commit id, no stat, no signature, full ids, a/ and b/, three
/// lines of context, RFC 2047/5322 headers, LF. read_patches() restores the commit, with its message byte for byte
/// except for the newlines at its end; so does `git am --keep-non-patch`, except for the white space that it squeezes.
/// Throws Error for an author that would break the header, and for a NUL in the message.
///
/// Most messages are written as they are. The exceptions:
/// - A subject that git would shorten ("Re: x", "[PATCH] x") gets no Subject: field; the body is the whole message.
/// - A body that begins like in-body headers ("From: x") gets an in-body From: of its own first.
/// - A body with lines that end a message or begin a mail ("---", "diff --git", "From x 12:34:56 2026", scissors) is
///   written in UTF-7, which can encode a line break. Throws Error if it is not valid UTF-8.
/// - An empty commit gets no "---", because git am expects a diff after it.
std::string write_mail(const PatchText& patch, const MailStyle& style = {});

}  // namespace mlxpatch::patch
