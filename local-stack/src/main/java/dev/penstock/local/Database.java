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
  static final String STATE = "penstock";

  /** Where the example pipelines load to. */
  static final String WAREHOUSE = "warehouse";

  static Database of(Path home, int port, String name) {
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
