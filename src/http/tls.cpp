// SPDX-License-Identifier: Apache-2.0
#include "http/tls.hpp"

#include <openssl/err.h>
#include <openssl/ssl.h>

#include <memory>

namespace concordat::http {

Result<SSL_CTX*> open_tls(const TlsFiles& files) {
  std::unique_ptr<SSL_CTX, decltype(&SSL_CTX_free)> context(SSL_CTX_new(TLS_server_method()), &SSL_CTX_free);
  const auto failed = [](const std::string& file) {
    const char* reason = ERR_reason_error_string(ERR_peek_last_error());
    ERR_clear_error();
    return fail_at({file}, "tls",
                   "The file is no use for TLS: " + std::string(reason == nullptr ? "unknown" : reason) + ".",
                   "A certificate with its chain, and its key, both as PEM.");
  };
  if (!context || SSL_CTX_set_min_proto_version(context.get(), TLS1_2_VERSION) != 1) return failed(files.certificate);
  SSL_CTX_set_options(context.get(), SSL_OP_NO_COMPRESSION | SSL_OP_NO_RENEGOTIATION | SSL_OP_CIPHER_SERVER_PREFERENCE);
  if (SSL_CTX_use_certificate_chain_file(context.get(), files.certificate.c_str()) != 1) {
    return failed(files.certificate);
  }
  if (SSL_CTX_use_PrivateKey_file(context.get(), files.key.c_str(), SSL_FILETYPE_PEM) != 1 ||
      SSL_CTX_check_private_key(context.get()) != 1) {
    return failed(files.key);
  }
  return context.release();
}

}  // namespace concordat::http
