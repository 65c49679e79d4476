package dev.penstock.connector.files;

import dev.penstock.connector.Connection;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/** Binds connections to the files behind them, by type. Immutable, thread-safe. */
public final class FileStores {
  /** The types of connection that hold files; every format of files reads from each of them. */
  public static final Set<String> TYPES = Set.of(FileRoot.TYPE, "http", "s3");

  private final Map<String, Function<Connection, FileStore>> byType;

  /**
   * @param byType how a connection of each type is bound; touches no file
   */
  public FileStores(Map<String, Function<Connection, FileStore>> byType) {
    this.byType = Map.copyOf(byType);
  }

  /** The files of a connection, one of {@link #TYPES}. */
  public FileStore of(Connection connection) {
    Function<Connection, FileStore> store = byType.get(connection.type());
    if (store == null) {
      throw FileRoot.wrongConnection(
          connection, "it has the type " + connection.type() + ", which holds no files");
    }
    return store.apply(connection);
  }
}
