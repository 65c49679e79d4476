package dev.penstock.dvc;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import com.fasterxml.jackson.dataformat.yaml.util.StringQuotingChecker;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.regex.Pattern;

/** YAML as DVC writes it, and files that are written whole or not at all. */
final class Yaml {
  private static final ObjectMapper MAPPER =
      new ObjectMapper(
          YAMLFactory.builder()
              .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
              .disable(YAMLGenerator.Feature.SPLIT_LINES)
              .enable(YAMLGenerator.Feature.MINIMIZE_QUOTES)
              .enable(YAMLGenerator.Feature.LITERAL_BLOCK_STYLE)
              .stringQuotingChecker(new Quoting())
              .build());

  private Yaml() {}

  /**
   * The map in the file; an empty one where there is no file or nothing in it.
   *
   * @throws DvcException where it holds something else
   */
  static ObjectNode read(Path file) throws IOException {
    if (!Files.exists(file)) {
      return MAPPER.createObjectNode();
    }
    try {
      JsonNode tree = MAPPER.readTree(Files.readString(file));
      if (tree == null || tree.isMissingNode() || tree.isNull()) {
        return MAPPER.createObjectNode();
      }
      if (tree instanceof ObjectNode map) {
        return map;
      }
    } catch (JacksonException e) {
      throw new DvcException(file + " is no YAML: " + e.getOriginalMessage());
    }
    throw new DvcException(file + " is not what DVC writes: a map was expected.");
  }

  static ObjectNode map() {
    return MAPPER.createObjectNode();
  }

  static String text(JsonNode tree) {
    try {
      return MAPPER.writeValueAsString(tree);
    } catch (JacksonException e) {
      throw new IllegalStateException("a tree is always YAML", e);
    }
  }

  /** A reader, and the next start after a crash, finds the old file or the new one. */
  static void replace(Path file, byte[] content) throws IOException {
    Path folder = file.toAbsolutePath().getParent();
    Path next = Files.createTempFile(folder, "." + file.getFileName(), ".tmp");
    try {
      try (FileChannel channel = FileChannel.open(next, StandardOpenOption.WRITE)) {
        ByteBuffer buffer = ByteBuffer.wrap(content);
        while (buffer.hasRemaining()) {
          channel.write(buffer);
        }
        channel.force(true);
      }
      Permissions.publicFile(next);
      Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(next);
    }
  }

  static void replace(Path file, JsonNode tree) throws IOException {
    replace(file, text(tree).getBytes(StandardCharsets.UTF_8));
  }

  /**
   * Texts stay without quotes only where no version of YAML takes them for anything else. A hash
   * such as 12345e67… is a number to some.
   */
  private static final class Quoting extends StringQuotingChecker {
    private static final long serialVersionUID = 1L;
    private static final Pattern PLAIN =
        Pattern.compile("[A-Za-z_./][\\w./=+@%,{}()$-]*( [\\w./=+@%,{}()$-]+)*");
    private static final Pattern HASH = Pattern.compile("[0-9a-f]{32}(\\.dir)?");
    private static final Pattern NUMBER = Pattern.compile("[.+-]?\\d+([.e]\\d*)*", 0);

    @Override
    public boolean needToQuoteName(String name) {
      return needToQuoteValue(name);
    }

    @Override
    public boolean needToQuoteValue(String value) {
      if (isReservedKeyword(value) || NUMBER.matcher(value).matches()) {
        return true;
      }
      return !PLAIN.matcher(value).matches() && !HASH.matcher(value).matches();
    }
  }
}
