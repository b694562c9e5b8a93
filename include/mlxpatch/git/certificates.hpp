#pragma once

namespace mlxpatch::git {

/// While one is alive, a libgit2 that was built with mbedTLS (as Debian's and Ubuntu's are) starts without parsing the
/// system's certificates: that is a third of the time of a short command, and local work does not need them.
class CertificatesDeferred {
 public:
  CertificatesDeferred();
  ~CertificatesDeferred();
  CertificatesDeferred(const CertificatesDeferred&) = delete;
  CertificatesDeferred& operator=(const CertificatesDeferred&) = delete;
};

/// Loads the certificates whose loading was deferred; to be called before libgit2 connects to a server. Does nothing if
/// none are, or the second time. Throws Error if the certificates can't be read.
void load_deferred_certificates();

}  // namespace mlxpatch::git
