// SPDX-License-Identifier: Apache-2.0
// The certified oidc-provider with two clients, one signed for with RS256 and one with ES256: provider.mjs REDIRECT_URI.
// Prints its issuer.
import http from "node:http";
import { generateKeyPairSync } from "node:crypto";
import { Provider } from "oidc-provider";

const jwk = (type, options, more) => ({
  ...generateKeyPairSync(type, options).privateKey.export({ format: "jwk" }), use: "sig", ...more,
});
const client = (id, alg) => ({
  client_id: id, client_secret: `secret of ${id}`, redirect_uris: [process.argv[2]], id_token_signed_response_alg: alg,
});
const server = http.createServer();
server.listen(0, "127.0.0.1", () => {
  const issuer = `http://127.0.0.1:${server.address().port}`;
  const provider = new Provider(issuer, {
    clients: [client("one", "RS256"), client("two", "ES256")],
    jwks: { keys: [jwk("rsa", { modulusLength: 2048 }, { alg: "RS256", kid: "r" }),
                   jwk("ec", { namedCurve: "P-256" }, { alg: "ES256", kid: "e" })] },
    cookies: { keys: ["for a test"] },
    claims: { email: ["email", "email_verified"], profile: ["name"] },
    pkce: { required: () => true },
    findAccount: (_, id) => ({
      accountId: id,
      claims: () => ({ sub: id, email: `${id}@harbour.example`, email_verified: true, name: id }),
    }),
  });
  server.on("request", provider.callback());
  console.log(issuer);
});
