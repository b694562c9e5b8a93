#include "fork/remembered_replay.hpp"

#include <concepts>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include <mlxpatch/base/error.hpp>
#include <mlxpatch/base/file.hpp>
#include <mlxpatch/base/trace.hpp>
#include <mlxpatch/git/config_text.hpp>
#include <mlxpatch/git/library_version.hpp>
#include <mlxpatch/git/object.hpp>
#include <mlxpatch/git/oid.hpp>
#include <mlxpatch/git/repository.hpp>
#include <mlxpatch/git/sha1.hpp>
#include <mlxpatch/merge/merge_options.hpp>
#include <mlxpatch/merge/outer_attributes.hpp>
#include <mlxpatch/objects/object_store.hpp>
#include <mlxpatch/queue/replay/replay.hpp>
#include <mlxpatch/queue/replay/replay_options.hpp>
#include <mlxpatch/queue/replay/replay_policy.hpp>
#include <mlxpatch/queue/replay/replay_result.hpp>
#include <mlxpatch/queue/replay/replay_text.hpp>
#include <mlxpatch/workspace/answer_cache.hpp>

#include "engine_stamp.hpp"
#include "fork/fork.hpp"

namespace mlxpatch::ops {

namespace {

/// A digest of values, each kept apart from the next.
class Digest {
 public:
  void add(std::string_view text) {
    m_sum.update(fmt::format("{}:", text.size()));
    m_sum.update(text);
  }
  void add(const std::optional<std::string>& text) {
    add(text ? std::string_view("+") : std::string_view("-"));
    if (text) add(std::string_view(*text));
  }
  void add(std::integral auto number) { add(std::string_view(fmt::format("{}", number))); }
  void add(const git::Oid& oid) { add(std::string_view(oid.hex())); }
  git::Oid finish() { return m_sum.finish(); }

 private:
  git::Sha1 m_sum;
};

// The structured bindings do not compile if there is another option, which might change the answer.

void add(Digest& digest, const queue::ReplayPolicy& policy) {
  const auto& [range, dedup, on_conflict] = policy;
  digest.add(static_cast<int>(range));
  digest.add(static_cast<int>(dedup));
  digest.add(static_cast<int>(on_conflict));
}

void add(Digest& digest, const git::Signature& who) {
  const auto& [name, email, when] = who;
  digest.add(std::string_view(name));
  digest.add(std::string_view(email));
  digest.add(when.seconds);
  digest.add(when.offset_minutes);
}

void add(Digest& digest, const merge::MergeOptions& options) {
  const auto& [style, ours, theirs, base, our_side, their_side, directory_renames, effort] = options;
  digest.add(static_cast<int>(style));
  for (const std::string& label : {ours, theirs, base, our_side, their_side}) digest.add(std::string_view(label));
  digest.add(static_cast<int>(directory_renames));
  digest.add(static_cast<int>(effort));
}

void add(Digest& digest, objects::ObjectStore& store, const queue::ReplayOptions& options) {
  const auto& [policy, committer, merging, names, made_from, on_progress] = options;
  add(digest, policy);
  add(digest, committer);
  add(digest, merging);
  digest.add(names.size());
  for (const auto& [commit, name] : names) {
    digest.add(commit);
    digest.add(std::string_view(name));
  }
  digest.add(made_from.size());
  for (const auto& [commit, from] : made_from) {
    digest.add(commit);
    digest.add(from);
    digest.add(store.is_new(from));
  }
}

/// What counts of the repository beside the objects.
void add(Digest& digest, const git::Repository& repository) {
  digest.add(std::string_view(git::config_text(repository)));
  const merge::OuterAttributes attributes = merge::read_outer_attributes(repository);
  const auto& [info, user, system] = attributes;
  for (const auto& text : {info, user, system}) digest.add(text);
  // Where history ends, or goes on elsewhere.
  digest.add(read_file_if_exists(repository.common_directory() / "shallow"));
  digest.add(read_file_if_exists(repository.common_directory() / "info" / "grafts"));
}

/// Of everything that can change the answer. Throws Error.
git::Oid question_of(Fork& fork, const std::vector<git::Oid>& commits, const git::Oid& base, const git::Oid& onto,
                     const queue::ReplayOptions& options) {
  Digest digest;
  digest.add(k_engine_stamp);
  digest.add(std::string_view(git::library_version()));
  digest.add(commits.size());
  for (const git::Oid& commit : commits) {
    digest.add(commit);
    // Notes name a commit that only this process has by its file.
    digest.add(fork.store().is_new(commit));
  }
  digest.add(base);
  digest.add(onto);
  add(digest, fork.store(), options);
  add(digest, fork.repository());
  return digest.finish();
}

/// std::nullopt if the digest can't be had. The replay itself may get by without what it lacks.
std::optional<git::Oid> try_question_of(Fork& fork, const std::vector<git::Oid>& commits, const git::Oid& base,
                                        const git::Oid& onto, const queue::ReplayOptions& options) {
  try {
    return question_of(fork, commits, base, onto, options);
  } catch (const Error& error) {
    trace(error.what());
    return std::nullopt;
  }
}

}  // namespace

queue::ReplayResult remembered_replay(Fork& fork, const std::vector<git::Oid>& commits, const git::Oid& base,
                                      const git::Oid& onto, const queue::ReplayOptions& options) {
  const workspace::AnswerCache cache(fork.repository().git_directory());
  const std::optional<git::Oid> question = try_question_of(fork, commits, base, onto, options);
  if (!question) return queue::replay(fork.store(), commits, base, onto, options);
  if (const auto known = cache.find(*question)) {
    if (auto result = queue::parse_replay(*known)) return std::move(*result);
    cache.forget(*question);
  }
  queue::ReplayResult result = queue::replay(fork.store(), commits, base, onto, options);
  cache.keep(*question, queue::serialize_replay(result));
  return result;
}

}  // namespace mlxpatch::ops
