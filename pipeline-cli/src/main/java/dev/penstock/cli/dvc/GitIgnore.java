package dev.penstock.cli.dvc;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Keeps data out of Git, as DVC does for what it tracks. */
public final class GitIgnore {
  private GitIgnore() {}

  /** Adds the path to the {@code .gitignore} beside it, unless it is there. */
  public static void add(Path path) throws IOException {
    Path file = path.toAbsolutePath().resolveSibling(".gitignore");
    String line = "/" + path.getFileName();
    Files.createDirectories(path.toAbsolutePath().resolve("..").normalize());
    String before = Files.exists(file) ? Files.readString(file) : "";
    if (before.lines().noneMatch(line::equals)) {
      String gap = before.isEmpty() || before.endsWith("\n") ? "" : "\n";
      Files.writeString(
          file,
          gap + line + "\n",
          StandardCharsets.UTF_8,
          StandardOpenOption.CREATE,
          StandardOpenOption.APPEND);
    }
  }
}
