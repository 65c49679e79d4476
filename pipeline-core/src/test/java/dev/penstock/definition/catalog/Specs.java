package dev.penstock.definition.catalog;

import dev.penstock.connector.Connection;
import dev.penstock.connector.Connections;
import dev.penstock.connector.ConnectorSpec;
import dev.penstock.connector.ConnectorSpec.Option;
import dev.penstock.connector.ConnectorSpec.OptionType;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A small world of connectors and connections with every type of option. */
final class Specs {
  static final ConnectorSpec CSV =
      new ConnectorSpec(
          "csv",
          Set.of("files"),
          "Reads files of comma-separated values.",
          List.of(
              option("path", OptionType.TEXT, true),
              option("header", OptionType.BOOLEAN, false),
              option("skip", OptionType.NUMBER, false),
              option("columns", OptionType.TEXT_LIST, false),
              new Option(
                  "compression",
                  OptionType.TEXT,
                  false,
                  "auto",
                  "How files are packed.",
                  List.of("auto", "none", "gzip"))));

  static final ConnectorSpec QUERY =
      new ConnectorSpec(
          "query",
          Set.of("postgresql"),
          "Reads a table.",
          List.of(option("from", OptionType.TEXT, true)));

  static final ConnectorSpec INLINE =
      new ConnectorSpec(
          "inline",
          Set.of(),
          "Needs no connection.",
          List.of(
              option("words", OptionType.TEXT_MAP, false),
              Option.object("about", "A map.", List.of(option("size", OptionType.NUMBER, false)))));

  static final ConnectorSpec POSTGRESQL =
      new ConnectorSpec("postgresql", Set.of("postgresql"), "Writes tables.", List.of());

  static final ConnectionCatalog CATALOG =
      new ConnectionCatalog(
          new Connections(
              List.of(
                  new Connection("files", "files", Map.of("root", "/a/secret/place")),
                  new Connection("examples", "files", Map.of()),
                  new Connection("lake", "postgresql", Map.of()),
                  new Connection("warehouse", "postgresql", Map.of("password", "sesame")))),
          List.of(CSV, QUERY, INLINE),
          List.of(POSTGRESQL));

  private Specs() {}

  private static Option option(String name, OptionType type, boolean required) {
    return new Option(name, type, required, "", "The option " + name + ".", List.of());
  }
}
