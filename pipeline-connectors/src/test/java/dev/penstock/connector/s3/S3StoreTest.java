package dev.penstock.connector.s3;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.penstock.connector.Cancellation;
import dev.penstock.connector.Cancelled;
import dev.penstock.connector.Connection;
import dev.penstock.connector.ConnectionCheck;
import dev.penstock.connector.files.FileStore;
import dev.penstock.connector.files.OpenFile;
import dev.penstock.error.PenstockException;
import dev.penstock.error.PermanentException;
import dev.penstock.error.TransientException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

@TestInstance(Lifecycle.PER_CLASS)
class S3StoreTest {
  private final byte[] random = new byte[3 << 20];
  private final S3ConnectionType type = new S3ConnectionType();
  private LocalS3 s3;
  private FileStore store;

  @BeforeAll
  void start() throws Exception {
    new SplittableRandom(11).nextBytes(random);
    s3 = new LocalS3();
    s3.put("in/a.csv", bytes("id\n1\n"));
    s3.put("in/empty", bytes(""));
    s3.put("in/2024/05/b.csv", bytes("id\n2\n"));
    s3.put("in/2024/06/c.csv", bytes("id\n3\n"));
    s3.put("in/2024/06/.hidden.csv", bytes("id\n4\n"));
    s3.put("in/odd {1}+& é.csv", bytes("id\n5\n"));
    s3.put("outside.csv", bytes("id\n6\n"));
    s3.put("in/big.bin", random);
    store = type.files(s3.connection());
  }

  @AfterAll
  void stop() {
    s3.close();
  }

  @Test
  void patternsFindObjectsBelowThePrefixInTheOrderOfTheirPaths() {
    assertThat(find("*.csv")).containsExactly("a.csv", "odd {1}+& é.csv");
    assertThat(find("**/*.csv"))
        .containsExactly("2024/05/b.csv", "2024/06/c.csv", "a.csv", "odd {1}+& é.csv");
    assertThat(find("2024/*/?.csv")).containsExactly("2024/05/b.csv", "2024/06/c.csv");
    assertThat(find("2024/06/c*")).containsExactly("2024/06/c.csv");
    assertThat(find("a.csv")).containsExactly("a.csv");
  }

  @Test
  void aListOfManyPagesIsWholeAndBounded() throws Exception {
    try (LocalS3 many = new LocalS3()) {
      for (int i = 0; i < 2_345; i++) {
        many.put("in/m/%05d.csv".formatted(i), bytes("x"));
      }
      S3Store pages = (S3Store) type.files(many.connection());

      assertThat(pages.find("m/*.csv", Cancellation.NEVER)).hasSize(2_345);
      assertThat(pages.find("**/*.csv", Cancellation.NEVER)).hasSize(2_345);
      assertThat(
              catchThrowableOfType(
                      PermanentException.class,
                      () -> pages.find("m/*.csv", Cancellation.NEVER, 1_500))
                  .problem()
                  .code())
          .isEqualTo("too-many-files");
      AtomicBoolean cancelled = new AtomicBoolean(true);
      assertThatExceptionOfType(Cancelled.class)
          .isThrownBy(() -> pages.find("m/*.csv", cancelled::get));
    }
  }

  @Test
  void theStampsOfListAndObjectAreTheSame() {
    FileStore.FileEntry listed = store.find("a*.csv", Cancellation.NEVER).getFirst();

    assertThat(store.find("a.csv", Cancellation.NEVER)).containsExactly(listed);
    try (OpenFile file = store.open("a.csv")) {
      assertThat(file.stamp()).isEqualTo(listed.stamp());
      assertThat(listed.stamp().version()).isNotBlank();
    }
  }

  @Test
  void bytesCanBeReadFromAnyOffset() throws IOException {
    try (OpenFile file = store.open("big.bin")) {
      for (int offset : new int[] {0, 1, 65_535, 65_536, 65_537, 2_000_000, 3 << 20}) {
        byte[] expected = java.util.Arrays.copyOfRange(random, offset, random.length);
        assertThat(file.from(offset).readAllBytes()).isEqualTo(expected);
      }
    }
    try (OpenFile file = store.open("empty")) {
      assertThat(file.from(0).readAllBytes()).isEmpty();
    }
    try (OpenFile file = store.open("odd {1}+& é.csv")) {
      assertThat(file.from(0).readAllBytes()).isEqualTo(bytes("id\n5\n"));
    }
  }

  @Test
  void aCopyForLibrariesIsWholeAndGoneAfterClosing() throws IOException {
    Path copy;
    try (OpenFile file = store.open("big.bin")) {
      copy = file.local();
      assertThat(Files.readAllBytes(copy)).isEqualTo(random);
      assertThat(file.local()).isEqualTo(copy);
    }
    assertThat(copy).doesNotExist();
  }

  @Test
  void aCopyOfTooGreatAnObjectIsRefused() {
    Connection small = s3.connection(s3.port(), Map.of("max_copy_size", "1000"));
    try (OpenFile file = type.files(small).open("big.bin")) {
      assertThat(catchThrowableOfType(PermanentException.class, file::local).problem().message())
          .contains("3145728", "1000");
    }
  }

  @Test
  void readingGoesOnWhereTheConnectionBreaks() throws IOException {
    try (CuttingProxy proxy = new CuttingProxy(s3.port());
        OpenFile file = through(proxy).open("big.bin")) {
      proxy.cutAfter(500_000);

      assertThat(file.from(70_000).readAllBytes())
          .isEqualTo(java.util.Arrays.copyOfRange(random, 70_000, random.length));
      assertThat(proxy.cuts()).isGreaterThan(4);
    }
  }

  @Test
  void aServerThatIsGoneIsTransient() throws Exception {
    try (CuttingProxy proxy = new CuttingProxy(s3.port());
        OpenFile file = through(proxy).open("big.bin")) {
      proxy.cutAfter(0);

      TransientException error =
          catchThrowableOfType(TransientException.class, () -> file.from(70_000).readAllBytes());

      assertThat(error.problem().where()).isEqualTo("big.bin");
      // The cause names the kinds of errors; the library's words are for the service's own log.
      assertThat(error.getCause()).hasMessageMatching("\\w+(: \\w+)*");
    }
    int nobody;
    try (CuttingProxy proxy = new CuttingProxy(s3.port())) {
      nobody = proxy.port();
    }
    FileStore gone = type.files(s3.connection(nobody, Map.of()));
    assertThatExceptionOfType(TransientException.class)
        .isThrownBy(() -> gone.find("*.csv", Cancellation.NEVER));
    assertThatExceptionOfType(TransientException.class).isThrownBy(() -> gone.open("a.csv"));
  }

  @Test
  void cancellingEndsAReadThatHangs() throws Exception {
    AtomicBoolean cancelled = new AtomicBoolean();
    try (CuttingProxy proxy = new CuttingProxy(s3.port());
        OpenFile file = through(proxy).open("big.bin", cancelled::get)) {
      proxy.hangAfter(100_000);
      Thread.ofVirtual()
          .start(
              () -> {
                try {
                  proxy.awaitLimit();
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                }
                cancelled.set(true);
              });
      long start = System.nanoTime();

      assertThatExceptionOfType(Cancelled.class).isThrownBy(() -> file.from(70_000).readAllBytes());

      assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(25));
    }
  }

  @Test
  void anObjectThatChangesWhileItIsReadIsRefused() throws IOException {
    s3.put("in/changing.bin", random);
    try (CuttingProxy proxy = new CuttingProxy(s3.port());
        OpenFile file = through(proxy).open("changing.bin")) {
      proxy.cutAfter(500_000);
      byte[] other = random.clone();
      other[0]++;
      s3.put("in/changing.bin", other);

      PermanentException error =
          catchThrowableOfType(PermanentException.class, () -> file.from(70_000).readAllBytes());

      assertThat(error.problem().code()).isEqualTo("file-changed");
      try (OpenFile changed = store.open("changing.bin")) {
        assertThatExceptionOfType(PermanentException.class)
            .isThrownBy(() -> changed.verify(file.stamp()));
      }
    }
  }

  @Test
  void errorsTellWhatIsWrongAndNoSecret() {
    assertProblem("file-missing", s3.connection(), "missing.csv");
    assertProblem("file-missing", s3.connection(), "missing-*.csv");
    assertProblem("path-refused", s3.connection(), "../outside.csv");
    assertProblem("path-refused", s3.connection(), "/outside.csv");
    assertProblem("bucket-missing", with("bucket", "nowhere"), "*.csv");
    assertProblem("file-denied", with("secret_key", "wrong-secret-value"), "a.csv");
    assertProblem("file-denied", with("secret_key", "wrong-secret-value"), "*.csv");
    assertProblem("file-denied", with("access_key", "wrong-access-value"), "*.csv");
    assertProblem("wrong-connection", with("secret_key", ""), "a.csv");
    assertProblem("wrong-connection", with("bucket", ""), "a.csv");
    assertProblem("wrong-connection", with("endpoint", "ftp://user:very-secret-key@x"), "a.csv");
    assertProblem("wrong-connection", with("region", "a/b"), "a.csv");
  }

  @Test
  void aCheckTellsWhetherFilesCanBeListedAndRead() throws Exception {
    ConnectionCheck good = type.check(s3.connection());
    ConnectionCheck denied = type.check(with("secret_key", "wrong-secret-value"));

    assertThat(good.ok()).isTrue();
    assertThat(good.findings())
        .extracting(ConnectionCheck.Finding::what)
        .containsExactly("reach", "list", "read");
    assertThat(denied.ok()).isFalse();
    assertThat(denied.toString()).doesNotContain("wrong-secret-value", LocalS3.SECRET_KEY);
    assertThatExceptionOfType(PermanentException.class)
        .isThrownBy(() -> type.check(with("bucket", "nowhere")));
    try (CuttingProxy proxy = new CuttingProxy(s3.port())) {
      proxy.hangAfter(0);
      long start = System.nanoTime();

      assertThatExceptionOfType(TransientException.class)
          .isThrownBy(() -> type.check(s3.connection(proxy.port(), Map.of())));

      assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(25));
    }
  }

  private void assertProblem(String code, Connection connection, String path) {
    PenstockException error =
        catchThrowableOfType(
            PenstockException.class,
            () ->
                type.files(connection)
                    .find(path, Cancellation.NEVER)
                    .forEach(found -> type.files(connection).open(found.path()).close()));

    assertThat(error).as(code).isInstanceOf(PermanentException.class);
    assertThat(error.problem().code()).isEqualTo(code);
    assertThat(error.problem().text())
        .contains("bucket")
        .doesNotContain(LocalS3.SECRET_KEY, "wrong-secret-value", LocalS3.ACCESS_KEY, "127.0.0.1");
    assertThat(error.getCause()).isNull();
  }

  private Connection with(String setting, String value) {
    return s3.connection(s3.port(), Map.of(setting, value));
  }

  private FileStore through(CuttingProxy proxy) {
    return type.files(s3.connection(proxy.port(), Map.of()));
  }

  private List<String> find(String pattern) {
    return store.find(pattern, Cancellation.NEVER).stream().map(FileStore.FileEntry::path).toList();
  }

  private static byte[] bytes(String text) {
    return text.getBytes(UTF_8);
  }
}
