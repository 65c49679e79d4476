package dev.penstock.api;

import io.quarkus.test.junit.QuarkusTestProfile;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Map;

/** The API as it is where credentials are needed, with tokens of an issuer whose key it knows. */
public class RequiredAccess implements QuarkusTestProfile {
  static final String ADMIN = "an-admin-key-of-the-tests-that-is-long-enough";
  static final String KAFKA_PASSWORD = "a-password-\"of\"-the-broker";
  static final String SIGNING_KEY = "test.signing-key";
  static final String ISSUER = "https://identity.example.org";

  @Override
  public Map<String, String> getConfigOverrides() {
    KeyPair pair = keys();
    return Map.ofEntries(
        Map.entry("penstock.access.mode", "required"),
        Map.entry("penstock.access.admin-key", ADMIN),
        Map.entry("penstock.access.roles.operator", "etl-operators,operator"),
        Map.entry("penstock.access.rate.per-caller", "100000"),
        Map.entry("penstock.access.rate.per-address", "100000"),
        Map.entry("penstock.access.rate.failures", "8"),
        Map.entry("penstock.access.rate.streams", "2"),
        Map.entry("penstock.access.origins", "https://etl.example.org"),
        // Each test says which address it comes from.
        Map.entry("quarkus.http.proxy.proxy-address-forwarding", "true"),
        Map.entry("quarkus.http.proxy.allow-x-forwarded", "true"),
        Map.entry("quarkus.oidc.tenant-enabled", "true"),
        Map.entry("quarkus.oidc.public-key", text(pair.getPublic().getEncoded())),
        Map.entry("quarkus.oidc.token.issuer", ISSUER),
        Map.entry(SIGNING_KEY, text(pair.getPrivate().getEncoded())));
  }

  private static String text(byte[] key) {
    return Base64.getEncoder().encodeToString(key);
  }

  private static KeyPair keys() {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
      generator.initialize(2048);
      return generator.generateKeyPair();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
