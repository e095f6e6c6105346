// SPDX-License-Identifier: Apache-2.0
#include "operate/access/id_token.hpp"

#include "base/json.hpp"
#include "base/text.hpp"
#include "operate/signing_provider.hpp"

#include <gtest/gtest.h>

// What a provider of identity signed, and everything that it did not.
namespace concordat::testing {
namespace {

namespace json = boost::json;

// RFC 7515, appendices A.2 (RS256) and A.3 (ES256): the tokens, the public keys and the payload as they are printed
// there.
constexpr const char* kRfcPayload =
    "{\"iss\":\"joe\",\r\n \"exp\":1300819380,\r\n \"http://example.com/is_root\":true}";
constexpr const char* kRfcRs256 =
    "eyJhbGciOiJSUzI1NiJ9."
    "eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ."
    "cC4hiUPoj9Eetdgtv3hF80EGrhuB__dzERat0XF9g2VtQgr9PJbu3XOiZj5RZmh7AAuHIm4Bh-0Qc_lF5YKt_"
    "O8W2Fp5jujGbds9uJdbF9CUAr7t1dnZcAcQjbKBYNX4BAynRFdiuB--f_"
    "nZLgrnbyTyWzO75vRK5h6xBArLIARNPvkSjtQBMHlb1L07Qe7K0GarZRmB_eSN9383LcOLn6_dO--xi12jzDwusC-"
    "eOkHWEsqtFZESc6BfI7noOPqvhJ1phCnvWh6IeYI2w9QOYEUipUTI8np6LbgGY9Fs98rqVt5AXLIhWkWywlVmtVrBp0igcN_IoypGlUPQGe77Rw";
constexpr const char* kRfcRsaKey =
    R"({"keys":[{"kty":"RSA","n":"ofgWCuLjybRlzo0tZWJjNiuSfb4p4fAkd_wWJcyQoTbji9k0l8W26mPddxHmfHQp-Vaw-4qPCJrcS2mJPMEzP1Pt0Bm4d4QlL-yRT-SFd2lZS-pCgNMsD1W_YpRPEwOWvG6b32690r2jZ47soMZo9wGzjb_7OMg0LOL-bSf63kpaSHSXndS5z5rexMdbBYUsLA9e-KXBdQOS-UTo7WTBEMa2R2CapHg665xsmtdVMTBQY4uDZlxvb3qCo5ZwKh9kG4LT6_I5IhlJH7aGhyxXFvUK-DWNmoudF8NAco9_h9iaGNj8q2ethFkMLs91kzk2PAcDTW9gb54h4FRWyuXpoQ","e":"AQAB"}]})";
constexpr const char* kRfcEs256 =
    "eyJhbGciOiJFUzI1NiJ9."
    "eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ."
    "DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q";
constexpr const char* kRfcEcKey =
    R"({"keys":[{"kty":"EC","crv":"P-256","x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU","y":"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"}]})";

TEST(IdToken, TheVectorsOfTheSpecificationHold) {
  EXPECT_EQ(signed_payload_of(kRfcRs256, kRfcRsaKey), kRfcPayload);
  EXPECT_EQ(signed_payload_of(kRfcEs256, kRfcEcKey), kRfcPayload);
  EXPECT_EQ(signed_payload_of(kRfcRs256, kRfcEcKey), "unknown-key") << "a key of another kind";
  EXPECT_EQ(signed_payload_of(kRfcEs256, kRfcRsaKey), "unknown-key");
  // One character of the signature, of the payload, of the header.
  for (const char* token : {kRfcRs256, kRfcEs256}) {
    const std::string whole(token);
    for (const std::size_t at : {whole.rfind('.') + 5, whole.find('.') + 5}) {
      std::string changed = whole;
      changed[at] = changed[at] == 'A' ? 'B' : 'A';
      EXPECT_EQ(signed_payload_of(changed, token == kRfcRs256 ? kRfcRsaKey : kRfcEcKey), "bad-id-token") << at;
    }
  }
  // RFC 7636, appendix B.
  EXPECT_EQ(operate::code_challenge("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"),
            "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM");
}

const operate::IdTokenExpected kExpected{"https://id.example", "concordat", "n-1"};
constexpr std::int64_t kNow_s = 1'777'888'800;

json::object good_claims() {
  return {{"iss", "https://id.example"}, {"aud", "concordat"}, {"sub", "s-1"},
          {"exp", kNow_s + 300},         {"iat", kNow_s},      {"nonce", "n-1"}};
}

class IdTokenClaims : public ::testing::Test {
 protected:
  std::string judged(const std::string& token) {
    const auto claims = operate::id_token_claims(token, rsa_.keys(), kExpected, Instant::from_seconds(kNow_s));
    return claims ? "good" : claims.error().code;
  }
  std::string judged(const json::object& claims) { return judged(rsa_.sign(claims)); }
  std::string judged_with(std::string_view name, const json::value& value) {
    auto claims = good_claims();
    claims[name] = value;
    return judged(claims);
  }
  std::string judged_without(std::string_view name) {
    auto claims = good_claims();
    claims.erase(name);
    return judged(claims);
  }
  ProviderKey rsa_{"RSA", "k1"};
};

TEST_F(IdTokenClaims, OneForUsForThisSignInThatIsGoodNow) {
  EXPECT_EQ(judged(good_claims()), "good");
  EXPECT_EQ(judged_with("aud", json::array{"concordat"}), "good");
  EXPECT_EQ(judged_with("exp", kNow_s - 59), "good") << "clocks differ a little";
  EXPECT_EQ(judged_with("iat", kNow_s + 59), "good");
  EXPECT_EQ(judged_with("azp", "concordat"), "good");
}

TEST_F(IdTokenClaims, AnyOtherIsRefused) {
  EXPECT_EQ(judged_with("iss", "https://id.example/"), "bad-id-token");
  EXPECT_EQ(judged_with("iss", "https://other.example"), "bad-id-token");
  EXPECT_EQ(judged_with("aud", "another"), "bad-id-token");
  EXPECT_EQ(judged_with("aud", json::array{"another"}), "bad-id-token");
  EXPECT_EQ(judged_with("aud", (json::array{"concordat", "another"})), "bad-id-token") << "for others too, and no azp";
  EXPECT_EQ(judged_with("azp", "another"), "bad-id-token");
  EXPECT_EQ(judged_with("exp", kNow_s - 60), "bad-id-token");
  EXPECT_EQ(judged_with("exp", "tomorrow"), "bad-id-token");
  EXPECT_EQ(judged_with("iat", kNow_s + 61), "bad-id-token");
  EXPECT_EQ(judged_with("nbf", kNow_s + 61), "bad-id-token");
  EXPECT_EQ(judged_with("nonce", "n-2"), "bad-id-token");
  EXPECT_EQ(judged_with("sub", ""), "bad-id-token");
  for (const char* name : {"iss", "aud", "exp", "iat", "nonce", "sub"}) EXPECT_EQ(judged_without(name), "bad-id-token");
}

TEST_F(IdTokenClaims, NothingStandsForASignature) {
  const std::string payload = operate::to_base64url(write_json(good_claims()));
  const auto unsigned_with = [&](const std::string& header, const std::string& signature) {
    return judged(operate::to_base64url(header) + "." + payload + "." + signature);
  };
  EXPECT_EQ(unsigned_with(R"({"alg":"none"})", ""), "bad-id-token");
  EXPECT_EQ(unsigned_with(R"({"alg":"None"})", ""), "bad-id-token");
  EXPECT_EQ(unsigned_with(R"({"typ":"JWT"})", ""), "bad-id-token");
  EXPECT_EQ(unsigned_with(R"({"alg":"RS256","kid":"k1"})", ""), "bad-id-token");
  EXPECT_EQ(unsigned_with(R"({"alg":"RS256","kid":"k1","crit":["b64"],"b64":false})", "AAAA"), "bad-id-token");
  // The public key, which everybody has, used as the secret of an HMAC.
  const std::string header = operate::to_base64url(R"({"alg":"HS256","kid":"k1"})");
  const std::string mac = hmac_sha256(write_json(rsa_.keys()), header + "." + payload);
  EXPECT_EQ(judged(header + "." + payload + "." + operate::to_base64url(mac)), "bad-id-token");
  // Another's key under the same name, an elliptic one that claims to be RSA's, and one that is for encryption.
  EXPECT_EQ(judged(ProviderKey("RSA", "k1").sign(good_claims())), "bad-id-token");
  EXPECT_EQ(judged(ProviderKey("EC", "k1").sign(good_claims())), "unknown-key");
  EXPECT_EQ(judged(ProviderKey("RSA", "k2").sign(good_claims())), "unknown-key");
  auto keys = rsa_.keys();
  keys.at("keys").at(0).get_object()["use"] = "enc";
  EXPECT_EQ(operate::signed_payload(rsa_.sign(good_claims()), keys).error().code, "unknown-key");
  // A zero where the two numbers of an elliptic signature should be (CVE-2022-21449).
  const ProviderKey elliptic("EC", "e1");
  const std::string es = operate::to_base64url(R"({"alg":"ES256","kid":"e1"})") + "." + payload + ".";
  EXPECT_EQ(operate::signed_payload(es + operate::to_base64url(std::string(64, '\0')), elliptic.keys()).error().code,
            "bad-id-token");
  EXPECT_TRUE(operate::signed_payload(elliptic.sign(good_claims()), elliptic.keys()));
  for (const char* odd : {"", ".", "..", "a.b", "a.b.c", "a.b.c.d", "e30.e30.", "e30=.e30.e30"}) {
    EXPECT_EQ(judged(std::string(odd)), "bad-id-token") << odd;
  }
}

}  // namespace
}  // namespace concordat::testing
