package dev.penstock.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalPostgresTest {
  private Path home;
  private LocalPostgres server;

  @BeforeEach
  void start(@TempDir Path folder) {
    home = folder;
    server = LocalPostgres.start(home);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void keepsCommittedRowsWhenItIsKilledWithItsBackends() throws SQLException {
    String password = server.createRole("warehouse");
    server.createDatabase("warehouse", "warehouse");
    try (Connection connection = connect("warehouse", "warehouse", password)) {
      execute(connection, "CREATE TABLE kept (id int PRIMARY KEY)");
      execute(connection, "INSERT INTO kept VALUES (1), (2)");
      List<Long> processes =
          ProcessHandle.of(server.pid())
              .orElseThrow()
              .descendants()
              .map(ProcessHandle::pid)
              .toList();

      server.kill();

      assertThat(processes).isNotEmpty().noneMatch(ProcFs::running);
      assertThat(server.process().alive()).isFalse();
    }
    server.restart();
    try (Connection connection = connect("warehouse", "warehouse", password)) {
      assertThat(query(connection, "SELECT count(*) FROM kept")).isEqualTo("2");
    }
  }

  @Test
  void isDurableAndItsRolesAreNotSuperusers() throws SQLException {
    String password = server.createRole("warehouse");
    server.createDatabase("warehouse", "warehouse");
    try (Connection connection = connect("warehouse", "warehouse", password)) {
      assertThat(query(connection, "SHOW fsync")).isEqualTo("on");
      assertThat(query(connection, "SHOW synchronous_commit")).isEqualTo("on");
      assertThat(query(connection, "SHOW server_encoding")).isEqualTo("UTF8");
      assertThat(query(connection, "SHOW is_superuser")).isEqualTo("off");
      assertThat(query(connection, "SELECT lower('ÄÖ') || upper('straße')")).isEqualTo("äöSTRAßE");
    }
  }

  @Test
  void refusesAWrongPasswordAndKeepsTheRightOneFromOthers() throws Exception {
    assertThatThrownBy(() -> connect("postgres", server.user(), "wrong"))
        .hasMessageContaining("password authentication failed");
    assertThat(Files.getPosixFilePermissions(home.resolve("secrets/postgres"))).hasSize(2);
  }

  @Test
  void startsAgainOnTheSameDataAndPortFromItsHome() throws SQLException {
    int port = server.port();
    server.createDatabase("again");
    server.close();

    server = LocalPostgres.start(home);

    assertThat(server.port()).isEqualTo(port);
    try (Connection connection = connect("again", server.user(), server.password())) {
      assertThat(connection.isValid(5)).isTrue();
    }
  }

  @Test
  void aSecondServerOnTheSameHomeIsRefused() {
    assertThatThrownBy(() -> LocalPostgres.start(home))
        .isInstanceOf(StackException.class)
        .hasMessageContaining("already runs");
  }

  private Connection connect(String database, String user, String password) throws SQLException {
    return DriverManager.getConnection(server.url(database), user, password);
  }

  private static void execute(Connection connection, String sql) throws SQLException {
    try (var statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static String query(Connection connection, String sql) throws SQLException {
    try (var statement = connection.createStatement();
        var result = statement.executeQuery(sql)) {
      result.next();
      return result.getString(1);
    }
  }
}
