package dev.penstock.api.hooks;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.InvalidKeyException;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Signs calls as Standard Webhooks do it
 * (https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md).
 * Immutable.
 */
public final class SigningKey {
  private static final String PREFIX = "whsec_";
  private static final String ALGORITHM = "HmacSHA256";

  private final byte[] key;
  private final String text;

  private SigningKey(String text, byte[] key) {
    this.text = text;
    this.key = key;
  }

  /**
   * Reads a secret: {@code whsec_} and base64, or any other text, which is taken as it is.
   *
   * @throws IllegalArgumentException where it is empty or not base64; the message does not hold it
   */
  public static SigningKey of(String secret) {
    if (secret.isBlank()) {
      throw new IllegalArgumentException("is empty");
    }
    if (!secret.startsWith(PREFIX)) {
      return new SigningKey(secret, secret.getBytes(UTF_8));
    }
    String encoded = secret.substring(PREFIX.length());
    byte[] key;
    try {
      key = Base64.getDecoder().decode(encoded);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("is not base64 behind `whsec_`");
    }
    if (key.length == 0) {
      throw new IllegalArgumentException("is empty");
    }
    return new SigningKey(encoded, key);
  }

  /** The value of the header {@code webhook-signature}. */
  String sign(String id, long timestamp, String body) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(new SecretKeySpec(key, ALGORITHM));
      byte[] signature = mac.doFinal((id + "." + timestamp + "." + body).getBytes(UTF_8));
      return "v1," + Base64.getEncoder().encodeToString(signature);
    } catch (NoSuchAlgorithmException | InvalidKeyException e) {
      throw new IllegalStateException(e);
    }
  }

  /** What must not be shown. */
  String text() {
    return text;
  }

  @Override
  public String toString() {
    return "SigningKey";
  }
}
