#include <mlxpatch/git/certificates.hpp>

#include <string>
#include <utility>

#include <git2.h>

#include <mlxpatch/git/error.hpp>

#ifdef __linux__
#include <dlfcn.h>
#endif

namespace mlxpatch::git {

namespace {

/// libgit2 is started once and by one thread, so these need no lock.
bool is_deferring = false;
/// The file that libgit2 wanted to read; empty if it wanted none.
std::string deferred_file;

}  // namespace

CertificatesDeferred::CertificatesDeferred() { is_deferring = true; }
CertificatesDeferred::~CertificatesDeferred() { is_deferring = false; }

void load_deferred_certificates() {
  if (deferred_file.empty()) return;
  const std::string file = std::exchange(deferred_file, {});
  check(git_libgit2_opts(GIT_OPT_SET_SSL_CERT_LOCATIONS, file.c_str(), nullptr), "reading the system's certificates",
        file);
}

#ifdef __linux__
extern "C" {

/// The dynamic linker finds this function before mbedTLS's of the same name, which libgit2 calls when it starts. No
/// option does the same: libgit2 takes options only after it has started. If libgit2 was built with another TLS
/// library, nobody calls this.
int mbedtls_x509_crt_parse_file(void* chain, const char* path);

int mbedtls_x509_crt_parse_file(void* chain, const char* path) {
  constexpr int k_file_error = -0x2900;  // MBEDTLS_ERR_X509_FILE_IO_ERROR; libgit2 starts without certificates then
  if (is_deferring) {
    deferred_file = path;
    return k_file_error;
  }
  using Parse = int (*)(void*, const char*);
  static const auto parse = reinterpret_cast<Parse>(::dlsym(RTLD_NEXT, "mbedtls_x509_crt_parse_file"));
  return parse != nullptr ? parse(chain, path) : k_file_error;
}

}  // extern "C"
#endif

}  // namespace mlxpatch::git
