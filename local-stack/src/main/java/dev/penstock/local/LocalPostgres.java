package dev.penstock.local;

import java.io.IOException;
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
import java.util.Properties;
import java.util.TreeMap;

/**
 * A PostgreSQL server as a child process, on the loopback interface only, with durable defaults and
 * passwords of its own. It survives {@link #kill()} with everything that was committed and dies
 * with this JVM. Not thread-safe, except for reading.
 */
public final class LocalPostgres implements AutoCloseable {
  private static final String SUPERUSER = "postgres";
  private static final Duration START = Duration.ofMinutes(5);
  private static final Duration STOP = Duration.ofSeconds(20);

  private final PostgresOptions options;
  private final Path programs;
  private final Path data;
  private final int port;
  private final String password;
  private ManagedProcess process;

  private LocalPostgres(PostgresOptions options) {
    this.options = options;
    this.programs = PostgresBinaries.unpack(options.cache());
    this.data = options.home().resolve("data");
    this.password = Homes.secret(options.home(), SUPERUSER);
    try {
      Files.createDirectories(options.home());
      List<String> prefix = Unprivileged.prefix(options.home());
      if (!Files.exists(data.resolve("PG_VERSION"))) {
        initialise(prefix);
      }
      this.port = choosePort();
      this.process = launch(prefix);
    } catch (IOException e) {
      throw new StackException("Cannot start PostgreSQL: " + e.getMessage(), e);
    }
    awaitReady();
  }

  /** Starts a server on the data in the home or on new data. */
  public static LocalPostgres start(Path home) {
    return start(PostgresOptions.defaults(home));
  }

  public static LocalPostgres start(PostgresOptions options) {
    return new LocalPostgres(options);
  }

  /** JDBC address of a database. */
  public String url(String database) {
    return "jdbc:postgresql://127.0.0.1:" + port + "/" + database;
  }

  /** The superuser, for administration; pipelines get a role of their own. */
  public String user() {
    return SUPERUSER;
  }

  public String password() {
    return password;
  }

  public int port() {
    return port;
  }

  public long pid() {
    return process.pid();
  }

  public ManagedProcess process() {
    return process;
  }

  /**
   * Makes sure that a role that may log in but is not a superuser exists.
   *
   * @return its password
   */
  public String createRole(String role) {
    String secret = Homes.secret(options.home(), role);
    administer(
        "SELECT 1 FROM pg_roles WHERE rolname = '" + role.replace("'", "''") + "'",
        "CREATE ROLE " + quoted(role) + " LOGIN PASSWORD '" + secret + "'");
    return secret;
  }

  /** Makes sure that a database exists; the superuser owns it. */
  public void createDatabase(String database) {
    createDatabase(database, SUPERUSER);
  }

  /** Makes sure that a database exists that the role owns. */
  public void createDatabase(String database, String owner) {
    administer(
        "SELECT 1 FROM pg_database WHERE datname = '" + database.replace("'", "''") + "'",
        "CREATE DATABASE " + quoted(database) + " OWNER " + quoted(owner));
  }

  /**
   * Ends the server as {@code pg_ctl stop -m fast} does: open sessions are cut, data is flushed.
   */
  public void stop() {
    process.stop("INT", STOP);
  }

  /** SIGKILL to the server and all of its backends, as if the machine had lost its power. */
  public void kill() {
    process.kill();
  }

  /** Starts the server again on the same data and port; ends it first if it runs. */
  public void restart() {
    stop();
    process = launch(Unprivileged.prefix(options.home()));
    awaitReady();
  }

  @Override
  public void close() {
    stop();
  }

  private void initialise(List<String> prefix) throws IOException {
    Path passwordFile = options.home().resolve("secrets").resolve(SUPERUSER);
    Path next = options.home().resolve("data.new");
    Homes.deleteTree(next); // an earlier start was broken off
    List<String> words = new ArrayList<>(prefix);
    words.addAll(
        List.of(
            programs.resolve("bin/initdb").toString(),
            "--pgdata=" + next,
            "--username=" + SUPERUSER,
            "--pwfile=" + passwordFile,
            "--auth=scram-sha-256",
            "--encoding=UTF8",
            "--locale=C.UTF-8",
            "--no-instructions"));
    Files.deleteIfExists(options.logs().resolve("initdb.log"));
    ManagedProcess initdb = ManagedProcess.start(command("initdb", words));
    if (!ManagedProcess.await(START, () -> !initdb.alive())
        || !initdb.logTail().contains("syncing data to disk ... ok")) {
      initdb.kill();
      throw new StackException(
          "PostgreSQL's initdb failed. The end of " + initdb.logFile() + ":\n" + initdb.logTail());
    }
    Files.move(next, data);
  }

  private int choosePort() throws IOException {
    Path file = options.home().resolve("port");
    int chosen = options.port();
    if (chosen == 0 && Files.exists(file)) {
      int last = Integer.parseInt(Files.readString(file).trim());
      chosen = Ports.isFree(last) ? last : 0;
    }
    if (chosen == 0) {
      chosen = Ports.free();
    }
    Files.writeString(file, chosen + "\n");
    return chosen;
  }

  private ManagedProcess launch(List<String> prefix) {
    if (!Ports.isFree(port)) {
      throw new StackException("PostgreSQL cannot listen on port " + port + ": it is in use.");
    }
    removeStaleLock();
    Map<String, String> settings = new TreeMap<>();
    settings.put("listen_addresses", "127.0.0.1");
    settings.put("port", String.valueOf(port));
    settings.put("unix_socket_directories", "");
    settings.put("max_connections", "100");
    settings.put("logging_collector", "off");
    settings.put("timezone", "UTC");
    settings.put("log_timezone", "UTC");
    settings.putAll(options.settings());
    List<String> words = new ArrayList<>(prefix);
    words.add(programs.resolve("bin/postgres").toString());
    words.add("-D");
    words.add(data.toString());
    settings.forEach(
        (name, value) -> {
          words.add("-c");
          words.add(name + "=" + value);
        });
    return ManagedProcess.start(command("postgres", words));
  }

  private ManagedProcess.Command command(String name, List<String> words) {
    return new ManagedProcess.Command(
        name,
        words,
        Map.of("LC_ALL", "C.UTF-8", "TZ", "UTC"),
        options.home(),
        options.logs().resolve(name + ".log"));
  }

  /** After SIGKILL the lock names a pid that may belong to another program by now. */
  private void removeStaleLock() {
    Path lock = data.resolve("postmaster.pid");
    try {
      if (Files.exists(lock)) {
        long holder = Long.parseLong(Files.readAllLines(lock).getFirst().trim());
        if (ProcFs.commandLine(holder).contains(data.toString())) {
          throw new StackException(
              "PostgreSQL already runs on " + data + " (pid " + holder + "). Stop it first.");
        }
        Files.delete(lock);
      }
    } catch (IOException e) {
      throw new StackException("Cannot read " + lock + ": " + e.getMessage(), e);
    }
  }

  private void awaitReady() {
    boolean ready =
        ManagedProcess.await(START, () -> !process.alive() || (Ports.answers(port) && accepts()));
    if (!ready || !process.alive()) {
      process.kill();
      throw new StackException(
          "PostgreSQL did not start on port "
              + port
              + ". The end of "
              + process.logFile()
              + ":\n"
              + process.logTail());
    }
  }

  private boolean accepts() {
    try (Connection connection = connect()) {
      return connection.isValid(5);
    } catch (SQLException e) {
      return false; // it is still recovering
    }
  }

  private Connection connect() throws SQLException {
    Properties properties = new Properties();
    properties.setProperty("user", SUPERUSER);
    properties.setProperty("password", password);
    properties.setProperty("connectTimeout", "5");
    properties.setProperty("socketTimeout", "60");
    return DriverManager.getConnection(url("postgres"), properties);
  }

  private void administer(String question, String command) {
    try (Connection connection = connect();
        Statement statement = connection.createStatement()) {
      boolean exists;
      try (var result = statement.executeQuery(question)) {
        exists = result.next();
      }
      if (!exists) {
        statement.execute(command);
      }
    } catch (SQLException e) {
      throw new StackException("PostgreSQL refused to set up the stack: " + e.getMessage(), e);
    }
  }

  private static String quoted(String identifier) {
    return '"' + identifier.replace("\"", "\"\"") + '"';
  }
}
