package dev.penstock.connector.files;

import dev.penstock.connector.Connection;
import dev.penstock.connector.ConnectorSpec.Option;
import dev.penstock.connector.ConnectorSpec.OptionType;
import dev.penstock.error.PermanentException;
import dev.penstock.error.Problem;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * Binds connections to the files behind them, for writing, by type. Only where the operator said
 * that pipelines may write there. Immutable, thread-safe.
 */
public final class FileTrees {
  /** The types of connection that files can be written to. */
  public static final Set<String> TYPES = Set.of(FileRoot.TYPE, "s3");

  /** The setting that allows it. */
  public static final String WRITABLE = "writable";

  /** How it is told. */
  public static final Option OPTION =
      new Option(
          WRITABLE,
          OptionType.BOOLEAN,
          false,
          "false",
          "Whether outputs of pipelines may go there.",
          List.of());

  private final Map<String, Function<Connection, FileTree>> byType;

  /**
   * @param byType how a connection of each type is bound; touches no file
   */
  public FileTrees(Map<String, Function<Connection, FileTree>> byType) {
    this.byType = Map.copyOf(byType);
  }

  /** What forbids to write to a connection, if anything does. */
  public static Optional<Problem> refusal(Connection connection, String where) {
    return connection.setting(WRITABLE).map(Boolean::valueOf).orElse(false)
        ? Optional.empty()
        : Optional.of(
            new Problem(
                "not-writable",
                where,
                "Pipelines may not write to the connection `" + connection.name() + "`.",
                "Name another one, or let the operator set `" + WRITABLE + "` to true."));
  }

  /**
   * The files of a connection, one of {@link #TYPES}.
   *
   * @throws PermanentException where nothing may be written to it
   */
  public FileTree of(Connection connection) {
    Function<Connection, FileTree> tree = byType.get(connection.type());
    if (tree == null) {
      throw FileRoot.wrongConnection(
          connection, "it has the type " + connection.type() + ", to which none are written");
    }
    refusal(connection, "connection " + connection.name())
        .ifPresent(
            problem -> {
              throw new PermanentException(problem);
            });
    return tree.apply(connection);
  }
}
