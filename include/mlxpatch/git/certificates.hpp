#pragma once

namespace mlxpatch::git {

/// While one is alive, a libgit2 that was built with mbedTLS (as Debian's and Ubuntu's) starts without parsing the
/// system's certificates: they are a third of what a short command costs, and local work has no use for them.
class CertificatesDeferred {
 public:
  CertificatesDeferred();
  ~CertificatesDeferred();
  CertificatesDeferred(const CertificatesDeferred&) = delete;
  CertificatesDeferred& operator=(const CertificatesDeferred&) = delete;
};

/// Makes up for what was deferred; to be called before libgit2 connects to anybody. Throws Error where the certificates
/// can't be read. Does nothing the second time, and where nothing was deferred.
void load_deferred_certificates();

}  // namespace mlxpatch::git
