package dev.penstock.flow;

import dev.penstock.connector.Cancelled;
import dev.penstock.error.PenstockException;
import dev.penstock.error.TransientException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.FileSystemException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** What is behind an error. */
final class Causes {
  private static final int DEPTH = 20;

  private Causes() {}

  static boolean has(Throwable error, Class<? extends Throwable> type) {
    return chain(error).stream().anyMatch(type::isInstance);
  }

  /** Given up, not failed. */
  static boolean givenUp(Throwable error) {
    return error instanceof Cancelled || error instanceof InterruptedException;
  }

  /** Whether trying again can help; the first in the chain that tells decides. */
  static boolean isTransient(Throwable error) {
    for (Throwable cause : chain(error)) {
      switch (cause) {
        case PenstockException e -> {
          return e instanceof TransientException;
        }
        case FileSystemException e -> {
          return false;
        }
        case FileNotFoundException e -> {
          return false;
        }
        case CharacterCodingException e -> {
          return false;
        }
        case IOException e -> {
          return true;
        }
        case TimeoutException e -> {
          return true;
        }
        default -> {}
      }
      if (givenUp(cause)) {
        return false;
      }
    }
    return false;
  }

  private static List<Throwable> chain(Throwable error) {
    List<Throwable> chain = new ArrayList<>();
    for (@Nullable Throwable at = error; at != null && chain.size() < DEPTH; at = at.getCause()) {
      chain.add(at);
    }
    return chain;
  }
}
