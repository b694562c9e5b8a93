#pragma once

#include <memory>
#include <string_view>

#include <mlxpatch/git/oid.hpp>

struct evp_md_ctx_st;

namespace mlxpatch::git {

/// An incremental SHA-1 by OpenSSL, which is three times as fast as libgit2's, since it does not look for attempts at a
/// collision. Not for objects that are published: see hash_object().
class Sha1 {
 public:
  Sha1();
  void update(std::string_view bytes);
  /// The digest of all bytes; call it once.
  Oid finish();

 private:
  struct Free {
    void operator()(evp_md_ctx_st* state) const;
  };
  std::unique_ptr<evp_md_ctx_st, Free> m_state;
};

}  // namespace mlxpatch::git
