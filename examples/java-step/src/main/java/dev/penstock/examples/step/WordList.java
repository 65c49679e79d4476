package dev.penstock.examples.step;

import jakarta.enterprise.context.ApplicationScoped;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.stream.Collectors;

/** What words add to the mood of a text. One for all streams; immutable. */
@ApplicationScoped
public class WordList {
  private final Map<String, Integer> weights;

  /** Reads {@code words.txt} of this package. */
  public WordList() {
    try (InputStream in = WordList.class.getResourceAsStream("words.txt")) {
      if (in == null) {
        throw new IllegalStateException("words.txt is missing from the jar");
      }
      weights =
          new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))
              .lines()
              .filter(line -> !line.startsWith("#"))
              .map(line -> line.split(" ", 2))
              .collect(
                  Collectors.toUnmodifiableMap(word -> word[0], word -> Integer.valueOf(word[1])));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** 0 for a word that is not in the list. */
  public int weight(String word) {
    return weights.getOrDefault(word, 0);
  }
}
