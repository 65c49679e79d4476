package dev.penstock.connector.files;

import dev.penstock.connector.ConnectorSpec.Option;
import dev.penstock.connector.ConnectorSpec.OptionType;
import dev.penstock.definition.SourceDefinition;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The options that formats of files share. A format puts those that make sense for it into its spec
 * ({@link #TEXT_FILES} or single ones); what it does not offer reads as the default.
 *
 * @param path a path or pattern relative to the connection's root
 * @param compression what the author declared; empty to look at the file's first bytes
 * @param incremental whether only files that are new or changed are read
 * @param splitSize bytes at which a file is cut
 * @param checksum the SHA-256 digest that the one file must have, as 64 hexadecimal digits
 */
public record FileOptions(
    String path,
    Optional<Compression> compression,
    boolean incremental,
    long splitSize,
    Optional<String> checksum) {
  public static final Option PATH =
      new Option(
          "path",
          OptionType.TEXT,
          true,
          "",
          "The file, relative to the connection's root, or a pattern: `*` and `?` stand for characters"
              + " of a name, `**` for folders at any depth, `{a,b}` for either. The files of a pattern"
              + " are read as one stream, in the order of their paths.",
          List.of());

  public static final Option COMPRESSION =
      new Option(
          "compression",
          OptionType.TEXT,
          false,
          Compression.AUTO,
          "How the files are compressed; `auto` looks at the first bytes of each file.",
          Compression.words());

  public static final Option INCREMENTAL =
      new Option(
          SourceDefinition.INCREMENTAL,
          OptionType.BOOLEAN,
          false,
          "false",
          "Whether a run reads only files that are new or changed since the last published run.",
          List.of());

  public static final Option CHECKSUM =
      new Option(
          "checksum",
          OptionType.TEXT,
          false,
          "",
          "The digest of the file as it is stored, as `sha256:` and 64 hexadecimal digits. A file with"
              + " other bytes fails the run before any record is read. For one file only.",
          List.of());

  public static final Option SPLIT_SIZE =
      new Option(
          "split_size",
          OptionType.NUMBER,
          false,
          "67108864",
          "Bytes after which a file is cut into a further split, at the next end of a record; at"
              + " least 65536. Compressed files and encodings such as UTF-16 are not cut.",
          List.of());

  /** All of them, in the order of the reference page. */
  public static final List<Option> TEXT_FILES =
      List.of(PATH, COMPRESSION, INCREMENTAL, CHECKSUM, SPLIT_SIZE);

  private static final long DEFAULT_SPLIT_SIZE = 64L << 20;
  private static final long MIN_SPLIT_SIZE = 64L << 10;
  private static final Pattern SHA_256 = Pattern.compile("sha256:([0-9a-fA-F]{64})");

  /** A format's own options behind shared ones. */
  public static List<Option> with(List<Option> shared, Option... own) {
    return Stream.concat(shared.stream(), Arrays.stream(own)).toList();
  }

  /** Reads them; mistakes are the reader's. */
  public static FileOptions read(OptionReader options) {
    String path = options.text(PATH.name(), "");
    if (path.isBlank()) {
      options.wrong(PATH.name(), "The path of a file was expected.");
    }
    String compression =
        options.word(COMPRESSION.name(), COMPRESSION.allowed(), COMPRESSION.defaultValue());
    return new FileOptions(
        path,
        compression.equals(Compression.AUTO)
            ? Optional.empty()
            : Optional.of(Compression.valueOf(compression.toUpperCase(Locale.ROOT))),
        options.flag(INCREMENTAL.name(), false),
        options.number(SPLIT_SIZE.name(), MIN_SPLIT_SIZE, Long.MAX_VALUE, DEFAULT_SPLIT_SIZE),
        checksum(options, path));
  }

  private static Optional<String> checksum(OptionReader options, String path) {
    if (!options.given(CHECKSUM.name())) {
      return Optional.empty();
    }
    var matcher = SHA_256.matcher(options.text(CHECKSUM.name(), ""));
    if (!matcher.matches()) {
      options.wrong(CHECKSUM.name(), "sha256: and 64 hexadecimal digits were expected.");
      return Optional.empty();
    }
    if (Glob.isPattern(path)) {
      options.wrong(CHECKSUM.name(), "It is for one file only, but the path is a pattern.");
    }
    return Optional.of(matcher.group(1).toLowerCase(Locale.ROOT));
  }
}
