package dev.penstock.api.access;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;

/**
 * Secrets of 256 random bits and their digests. A plain SHA-256 is enough for them: what cannot be
 * guessed needs no slow hash.
 */
final class Secrets {
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final int BYTES = 32;
  private static final int ID_BYTES = 6;

  private Secrets() {}

  static String secret() {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(random(BYTES));
  }

  static String id() {
    return HexFormat.of().formatHex(random(ID_BYTES));
  }

  static byte[] digest(String secret) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(secret.getBytes(UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  /** In a time that says nothing of where they differ. */
  static boolean same(byte[] one, byte[] other) {
    return MessageDigest.isEqual(one, other);
  }

  private static byte[] random(int bytes) {
    byte[] all = new byte[bytes];
    RANDOM.nextBytes(all);
    return all;
  }
}
