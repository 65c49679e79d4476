package dev.penstock.service;

import dev.penstock.transform.MaskKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;

/** Reads the key of {@code mask} from the configuration. */
public final class MaskKeySetting {
  private MaskKeySetting() {}

  /**
   * The key, or {@link MaskKey#NONE} where nothing is set. Blanks around it do not count.
   *
   * @param key the key itself
   * @param file the name of a file that holds it
   * @throws IllegalStateException where both are set, the file cannot be read, or the key is too
   *     short; the text never repeats the key
   */
  public static MaskKey read(Optional<String> key, Optional<String> file) {
    if (key.isPresent() && file.isPresent()) {
      throw new IllegalStateException(
          "penstock.mask.key and penstock.mask.key-file are both set: set one of them");
    }
    String setting = key.isPresent() ? "penstock.mask.key" : "penstock.mask.key-file";
    Optional<String> secret = key.or(() -> file.map(MaskKeySetting::content));
    try {
      return secret.map(String::strip).map(MaskKey::of).orElse(MaskKey.NONE);
    } catch (IllegalArgumentException e) {
      throw new IllegalStateException(setting + ": " + e.getMessage(), e);
    }
  }

  private static String content(String file) {
    try {
      return Files.readString(Path.of(file));
    } catch (IOException | InvalidPathException e) {
      throw new IllegalStateException(
          "penstock.mask.key-file: the file " + file + " cannot be read as UTF-8 text", e);
    }
  }
}
