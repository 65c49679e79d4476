package dev.penstock.api;

import dev.penstock.api.access.Role;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Who may use the API. */
@ConfigMapping(prefix = "penstock.access")
public interface AccessConfig {
  /** Whether credentials are needed. */
  @WithDefault("open")
  Mode mode();

  /** Whether an API that asks nobody may be reached by other machines. */
  @WithDefault("false")
  boolean allowOpen();

  /** A key that is an admin's, at least 32 characters. */
  Optional<String> adminKey();

  /** A file that holds it. */
  Optional<String> adminKeyFile();

  /** What the identity provider calls the roles. */
  Roles roles();

  /** The least role that sees records: rejects, failing rows, raw copies. */
  @WithDefault("operator")
  Role recordsRole();

  /** Origins of dashboards beside the API's own. */
  Optional<Set<String>> origins();

  Session session();

  Rate rate();

  /** The most query parameters of a request. */
  @WithDefault("200")
  int maxParameters();

  /** How long a stream of events lasts at most; clients come back and show who they are again. */
  @WithDefault("15M")
  Duration streamDuration();

  /** Whether credentials are needed. */
  enum Mode {
    OPEN,
    REQUIRED
  }

  /** Names in the token's claim, for each role. */
  interface Roles {
    @WithDefault("viewer")
    List<String> viewer();

    @WithDefault("operator")
    List<String> operator();

    @WithDefault("admin")
    List<String> admin();
  }

  /** Sessions of browsers. */
  interface Session {
    /** How long a session lasts that nobody uses. */
    @WithDefault("8H")
    Duration idle();

    /** How long a session lasts at most. */
    @WithDefault("7D")
    Duration longest();
  }

  /** The most requests a minute, of one replica, where credentials are needed. */
  interface Rate {
    /** Of a caller with credentials. */
    @WithDefault("3000")
    int perCaller();

    /** Of an address without credentials. */
    @WithDefault("300")
    int perAddress();

    /** Wrong credentials of an address. */
    @WithDefault("20")
    int failures();

    /** Streams of events of a caller, at a time. */
    @WithDefault("20")
    int streams();
  }
}
