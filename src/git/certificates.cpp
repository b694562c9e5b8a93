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

/// libgit2 is started under a lock and by one thread, so these need none of their own.
bool is_deferring = false;
/// The file that libgit2 wanted to read.
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

/// The program's function is found before mbedTLS's of this name, which libgit2 calls when it starts. There is no
/// option for it: libgit2's options can be set only once it has started. Where libgit2 was built with something else
/// nobody calls this.
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
