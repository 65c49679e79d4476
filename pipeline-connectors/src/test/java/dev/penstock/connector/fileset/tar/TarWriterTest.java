package dev.penstock.connector.fileset.tar;

import static dev.penstock.connector.Vectors.field;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.penstock.connector.Vectors;
import dev.penstock.error.PermanentException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TarWriterTest {
  private static final Schema SCHEMA =
      Vectors.schema(
          field("path", Vectors.TEXT),
          field("picture", Vectors.BINARY),
          field("day", Vectors.DATE),
          field("at", Vectors.INSTANT),
          field("cost", Vectors.decimal(12, 2)),
          Vectors.list("tags", field("item", Vectors.TEXT)),
          field("_place", Vectors.BIGINT));
  private static final Map<String, String> MEMBERS = Map.of("picture", "png");

  @Test
  void aRecordIsAFileForEachMemberAndItsJson(@TempDir Path folder) throws Exception {
    byte[] picture = {(byte) 0x89, 'P', 'N', 'G', 0, '\r', '\n'};

    unpack(
        archive(
            List.of("path"),
            row("train/rose.png", picture, new BigDecimal("12.50")),
            row("tulip", null, null)),
        folder);

    assertThat(names(folder))
        .containsExactly("train%2Frose%2Epng.json", "train%2Frose%2Epng.png", "tulip.json");
    assertThat(folder.resolve("train%2Frose%2Epng.png")).hasBinaryContent(picture);
    assertThat(folder.resolve("train%2Frose%2Epng.json"))
        .hasContent(
            "{\"path\":\"train/rose.png\",\"day\":\"2026-01-31\",\"at\":\"2026-01-31T10:00:00Z\","
                + "\"cost\":12.50,\"tags\":[\"a\",\"ü\"]}");
    assertThat(folder.resolve("tulip.json")).content().contains("\"cost\":null");
  }

  @Test
  void theSameRecordsGiveTheSameBytesWithoutTimesAndUsers(@TempDir Path folder) throws Exception {
    byte[] first = archive(List.of("path"), row("a", new byte[] {1}, BigDecimal.ONE));
    byte[] second = archive(List.of("path"), row("a", new byte[] {1}, BigDecimal.ONE));

    assertThat(second).isEqualTo(first);
    assertThat(tar(folder, first, "-tv", "--numeric-owner", "--utc"))
        .contains("-rw-r--r-- 0/0")
        .contains("1970-01-01 00:00 a.json")
        .contains("1970-01-01 00:00 a.png");
  }

  @Test
  void noKeyLeadsOutOfTheFolderOrMeetsAnother(@TempDir Path folder) throws Exception {
    long seed = Long.getLong("penstock.seed", System.nanoTime());
    SplittableRandom random = new SplittableRandom(seed);
    Set<String> keys =
        new HashSet<>(
            List.of("..", "../x", "/etc/x", "a/../../b", "", ".", "a.b", "a_b", "a%2Eb", "C:\\x"));
    keys.addAll(List.of("a\u0000b", "ü", "a\nb", "-rf", "~", "x".repeat(300), "x".repeat(301)));
    String letters = "ab./\\%+~ \u00fc\ud83d\udc26";
    for (int i = 0; i < 200; i++) {
      StringBuilder key = new StringBuilder();
      for (int n = random.nextInt(90); n > 0; n--) {
        key.append(letters.charAt(random.nextInt(letters.length() - 2)));
      }
      keys.add(key.toString());
    }

    byte[] archive =
        archive(
            List.of("path"),
            keys.stream().map(key -> row(key, null, null)).toArray(Object[][]::new));

    Path inner = Files.createDirectories(folder.resolve("inner/most"));
    unpack(archive, inner);
    assertThat(names(inner)).as("seed %d", seed).hasSize(keys.size());
    assertThat(names(folder)).containsExactly("inner");
    assertThat(names(inner))
        .allMatch(name -> name.length() > 5 && name.indexOf('.') == name.length() - 5);
  }

  @Test
  void keysOfSeveralColumnsDoNotRunTogether() {
    assertThat(MemberNames.of(List.of("a", "b+c"))).isEqualTo("a+b%2Bc");
    assertThat(MemberNames.of(List.of("a+b", "c"))).isEqualTo("a%2Bb+c");
  }

  @Test
  void twoRecordsOfOneKeyAreAnError() {
    assertThatThrownBy(() -> archive(List.of("path"), row("a", null, null), row("a", null, null)))
        .isInstanceOfSatisfying(
            PermanentException.class,
            e -> {
              assertThat(e.problems().getFirst().code()).isEqualTo("duplicate-key");
              assertThat(e.problems().getFirst().text())
                  .startsWith("streams.s.outputs.o: ")
                  .contains("path = [a]");
            });
  }

  @Test
  void aKeyThatIsNullAndAMemberThatIsNoFileAreErrors() {
    assertThatThrownBy(() -> archive(List.of("cost"), row("a", null, null)))
        .hasMessageContaining("`cost` names the records, and is null");
    assertThatThrownBy(() -> archive(List.of("path"), Map.of("day", "txt"), row("a", null, null)))
        .hasMessageContaining("`day`")
        .hasMessageContaining("needs bytes or text");
    assertThatThrownBy(
            () -> archive(List.of("path"), Map.of("pictures", "jpg"), row("a", null, null)))
        .hasMessageContaining("no column `pictures`");
  }

  private static @Nullable Object[] row(
      String path, byte @Nullable [] picture, @Nullable BigDecimal cost) {
    return new @Nullable Object[] {
      path,
      picture,
      LocalDate.of(2026, 1, 31),
      Instant.parse("2026-01-31T10:00:00Z"),
      cost == null ? null : cost.setScale(2),
      List.of("a", "ü"),
      7L
    };
  }

  private static byte[] archive(List<String> key, @Nullable Object[]... rows) throws IOException {
    return archive(key, MEMBERS, rows);
  }

  private static byte[] archive(
      List<String> key, Map<String, String> members, @Nullable Object[]... rows)
      throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (BufferAllocator allocator = new RootAllocator();
        VectorSchemaRoot root =
            Vectors.rows(allocator, SCHEMA, Arrays.stream(rows).map(Arrays::asList).toList())) {
      try (TarWriter tar = new TarWriter(out, key, members, "streams.s.outputs.o")) {
        for (int row = 0; row < root.getRowCount(); row++) {
          tar.add(root, row);
        }
      }
    }
    return out.toByteArray();
  }

  private static void unpack(byte[] archive, Path folder) throws Exception {
    tar(folder, archive, "-x");
  }

  private static String tar(Path folder, byte[] archive, String... options) throws Exception {
    Path file = Files.createTempFile("archive", ".tar");
    try {
      Files.write(file, archive);
      List<String> command = new ArrayList<>(List.of("tar"));
      command.addAll(List.of(options));
      command.addAll(List.of("-f", file.toString(), "-C", folder.toString()));
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      String output = new String(process.getInputStream().readAllBytes(), UTF_8);
      assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
      assertThat(process.exitValue()).as(output).isZero();
      return output;
    } finally {
      Files.delete(file);
    }
  }

  private static List<String> names(Path folder) throws IOException {
    try (var files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }
}
