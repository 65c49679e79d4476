package dev.penstock.connector.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.penstock.connector.Cancellation;
import dev.penstock.connector.Cancelled;
import dev.penstock.connector.files.FileStamp;
import dev.penstock.connector.files.FileStore;
import dev.penstock.connector.files.OpenFile;
import dev.penstock.error.PermanentException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HttpFilesTest {
  private final TestServer server = new TestServer();
  private final FileStore files = new HttpFiles(server.access(Map.of()));

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void opensAPrivateCopyThatGoesWhenItIsClosed() throws IOException {
    server.on("/base/a.txt", "0123456789");
    Path copy;
    try (OpenFile file = files.open("a.txt")) {
      copy = file.local();

      assertThat(file.from(4).readAllBytes()).asString(UTF_8).isEqualTo("456789");
      assertThat(file.from(0).readAllBytes()).hasSize(10);
      assertThat(Files.readString(copy)).isEqualTo("0123456789");
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(copy)))
          .isEqualTo("rw-------");
      assertThat(file.path()).isEqualTo("a.txt");
      assertThat(file.connection()).isEqualTo("connection shop");
    }
    assertThat(copy).doesNotExist();
    assertThat(server.seen()).as("one download").hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"ETag", "Last-Modified", "none"})
  void findsAndOpensTheSameVersionUntilTheFileChanges(String header) {
    AtomicInteger version = new AtomicInteger();
    server.on(
        "/base/a.txt",
        (seen, exchange) -> {
          if (!header.equals("none")) {
            exchange.getResponseHeaders().set(header, "v" + version);
          }
          TestServer.send(exchange, 200, "content " + version);
        });

    FileStamp found = files.find("a.txt", Cancellation.NEVER).getFirst().stamp();

    assertThat(found.size()).isEqualTo(9);
    try (OpenFile file = files.open("a.txt")) {
      assertThat(file.stamp()).isEqualTo(found);
      file.verify(found);
    }
    version.incrementAndGet();
    try (OpenFile file = files.open("a.txt")) {
      PermanentException error =
          catchThrowableOfType(PermanentException.class, () -> file.verify(found));
      assertThat(error.problem().code()).isEqualTo("file-changed");
    }
  }

  @Test
  void readsTheWholeFileAgainWhereTheDownloadBreaksOff() throws IOException {
    AtomicInteger count = new AtomicInteger();
    server.on(
        "/base/a.txt",
        (seen, exchange) -> {
          String text = "x".repeat(count.incrementAndGet() < 3 ? 300_000 : 400_000);
          exchange.sendResponseHeaders(200, 400_000);
          exchange.getResponseBody().write(text.getBytes(UTF_8));
          exchange.getResponseBody().flush();
        });

    try (OpenFile file = files.open("a.txt")) {
      assertThat(file.from(0).readAllBytes()).hasSize(400_000);
    }
    assertThat(count).hasValue(3);
  }

  @Test
  void cancelEndsADownloadAndLeavesNoCopy() throws IOException {
    server.on(
        "/base/a.txt",
        (seen, exchange) -> {
          exchange.sendResponseHeaders(200, 0);
          exchange.getResponseBody().write(new byte[100_000]);
          exchange.getResponseBody().flush();
          server.hang();
        });
    List<Path> before = copies();
    long start = System.nanoTime();
    Cancellation soon = () -> System.nanoTime() - start > Duration.ofMillis(500).toNanos();

    Cancelled cancelled =
        catchThrowableOfType(Cancelled.class, () -> files.open("a.txt", soon).close());

    assertThat(cancelled).isNotNull();
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(25));
    assertThat(copies()).isEqualTo(before);
  }

  @Test
  void refusesAFileThatIsTooLong() throws IOException {
    server.on(
        "/base/a.txt",
        (seen, exchange) -> {
          exchange.sendResponseHeaders(200, 0);
          while (true) {
            exchange.getResponseBody().write(new byte[10_000]);
          }
        });
    FileStore small = new HttpFiles(server.access(Map.of("max_file_bytes", "100000")));
    List<Path> before = copies();

    PermanentException error =
        catchThrowableOfType(PermanentException.class, () -> small.open("a.txt").close());

    assertThat(error.problem().code()).isEqualTo("response-too-long");
    assertThat(copies()).isEqualTo(before);
  }

  @Test
  void aMissingFileIsToldAsEveryStoreTellsIt() {
    PermanentException error =
        catchThrowableOfType(
            PermanentException.class, () -> files.find("a.txt", Cancellation.NEVER));

    assertThat(error.problem().code()).isEqualTo(FileStore.MISSING);
    assertThat(error.problem().where()).isEqualTo("a.txt");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a/", "*.csv", "a?.csv", "../a", "http://x/a", "//x/a", "a#b"})
  void refusesWhatIsNotOneFile(String path) {
    PermanentException error =
        catchThrowableOfType(PermanentException.class, () -> files.check(path));

    assertThat(error.problem().code()).isEqualTo("path-refused");
    assertThat(server.seen()).isEmpty();
  }

  /** Of this process. */
  private static List<Path> copies() throws IOException {
    Path folder = Path.of(System.getProperty("java.io.tmpdir"));
    try (var all =
        Files.newDirectoryStream(
            folder, "penstock-" + ProcessHandle.current().pid() + "-*.spool")) {
      java.util.ArrayList<Path> found = new java.util.ArrayList<>();
      all.forEach(found::add);
      return found.stream().sorted().toList();
    }
  }
}
