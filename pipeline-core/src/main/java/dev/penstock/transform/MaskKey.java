package dev.penstock.transform;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.InvalidKeyException;
import java.security.NoSuchAlgorithmException;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The installation's secret key with which {@code mask} hashes values. It never shows itself.
 * Immutable.
 */
public final class MaskKey {
  /** No key is configured. */
  public static final MaskKey NONE = new MaskKey(Optional.empty());

  /** The fewest bytes of a key. */
  public static final int MIN_BYTES = 16;

  private static final String ALGORITHM = "HmacSHA256";

  private final Optional<SecretKeySpec> key;

  private MaskKey(Optional<SecretKeySpec> key) {
    this.key = key;
  }

  /**
   * A key.
   *
   * @throws IllegalArgumentException where it is shorter than {@link #MIN_BYTES}; the text does not
   *     repeat it
   */
  public static MaskKey of(String secret) {
    byte[] bytes = secret.getBytes(UTF_8);
    if (bytes.length < MIN_BYTES) {
      throw new IllegalArgumentException("the key has less than " + MIN_BYTES + " bytes");
    }
    return new MaskKey(Optional.of(new SecretKeySpec(bytes, ALGORITHM)));
  }

  /** Whether there is a key. */
  public boolean present() {
    return key.isPresent();
  }

  /**
   * Hashes values with the key (RFC 2104).
   *
   * @throws IllegalStateException where there is none
   */
  Mac mac() {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(key.orElseThrow(() -> new IllegalStateException("no key")));
      return mac;
    } catch (NoSuchAlgorithmException | InvalidKeyException e) {
      throw new IllegalStateException("every Java has " + ALGORITHM, e);
    }
  }

  @Override
  public String toString() {
    return present() ? "MaskKey[hidden]" : "MaskKey[none]";
  }
}
