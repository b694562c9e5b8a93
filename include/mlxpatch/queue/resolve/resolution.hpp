#pragma once

#include <string>
#include <vector>

#include <mlxpatch/git/oid.hpp>

namespace mlxpatch::queue {

/// A conflict as its texts: what a resolution is remembered by. Equal texts are the same conflict, whatever the path,
/// the patch's number or the commits are.
struct ConflictTexts {
  std::string before;  ///< the merged lines above it: three, or all up to the beginning of the file
  std::string base;
  std::string ours;
  std::string theirs;
  std::string after;  ///< as `before`, below it

  friend bool operator==(const ConflictTexts&, const ConflictTexts&) = default;
};

/// What a person made of a conflict.
struct Resolution {
  ConflictTexts conflict;
  std::string result;  ///< in place of the conflict
  // Where it comes from, for people; each one line.
  std::string patch;              ///< the name of its file
  git::Oid culprit;               ///< the upstream commit that broke the patch; zero: not known
  std::string subject;            ///< of the culprit
  std::string date;               ///< ISO 8601
  std::string author;             ///< "Name <email>"
  std::string path;               ///< of the file in the checkout
  std::vector<std::string> also;  ///< other files that the person changed along with it

  friend bool operator==(const Resolution&, const Resolution&) = default;
};

/// A digest of the texts: the name of the file that keeps a resolution. Whoever uses what is found by it compares the
/// texts themselves.
git::Oid key_of(const ConflictTexts& conflict);

}  // namespace mlxpatch::queue
