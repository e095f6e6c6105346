// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/result.hpp"
#include "http/server.hpp"

using SSL_CTX = struct ssl_ctx_st;

namespace concordat::http {

// What a connection over TLS needs, of 1.2 and later; whoever asks frees it. Problem: tls, with the file.
Result<SSL_CTX*> open_tls(const TlsFiles& files);

}  // namespace concordat::http
