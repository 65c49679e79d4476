package dev.penstock.local;

import java.nio.file.Path;

/**
 * A database of the stack's PostgreSQL and the role that owns it.
 *
 * @param url for JDBC
 * @param user not a superuser
 */
public record Database(String url, String user, String password) {
  /** The API's own state. */
  public static final String STATE = "penstock";

  /** Where the example pipelines load to. */
  public static final String WAREHOUSE = "warehouse";

  /** A database on loopback and the role of its name, whose password lies in the stack's home. */
  public static Database of(Path home, int port, String name) {
    return new Database(
        "jdbc:postgresql://127.0.0.1:" + port + "/" + name,
        name,
        Homes.secret(home.resolve("postgres"), name));
  }

  @Override
  public String toString() {
    return url + " as " + user;
  }
}
