#include <mlxpatch/git/sha1.hpp>

#include <memory>
#include <stdexcept>
#include <string_view>

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/types.h>

#include <mlxpatch/git/oid.hpp>

namespace mlxpatch::git {

namespace {

/// What OpenSSL has of its own, whatever the configuration of the machine says. Never freed: other threads may still
/// use it while the program ends.
const EVP_MD* sha1() {
  static const EVP_MD* const algorithm = EVP_MD_fetch(OSSL_LIB_CTX_new(), "SHA1", nullptr);
  return algorithm;
}

void require(bool is_done) {
  if (!is_done) throw std::runtime_error("OpenSSL cannot compute a SHA-1");
}

}  // namespace

Sha1::Sha1() : m_state(EVP_MD_CTX_new()) {
  require(m_state && sha1() != nullptr && EVP_DigestInit_ex2(m_state.get(), sha1(), nullptr) == 1);
}

void Sha1::Free::operator()(evp_md_ctx_st* state) const { EVP_MD_CTX_free(state); }

void Sha1::update(std::string_view bytes) { require(EVP_DigestUpdate(m_state.get(), bytes.data(), bytes.size()) == 1); }

Oid Sha1::finish() {
  Oid digest;
  require(EVP_DigestFinal_ex(m_state.get(), digest.bytes.data(), nullptr) == 1);
  return digest;
}

}  // namespace mlxpatch::git
