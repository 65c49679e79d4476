package dev.penstock.connector.files;

import dev.penstock.connector.Connection;
import dev.penstock.connector.ConnectionCheck;
import dev.penstock.connector.ConnectionType;
import dev.penstock.connector.ConnectorSpec;
import dev.penstock.connector.ConnectorSpec.Option;
import dev.penstock.connector.ConnectorSpec.OptionType;
import java.util.List;
import java.util.Set;

/** Folders of the machines on which the extractors run. */
public final class FilesConnectionType implements ConnectionType {
  private static final ConnectorSpec SPEC =
      new ConnectorSpec(
          FileRoot.TYPE,
          Set.of(),
          "A folder of the machines on which the services run, the same on each of them.",
          List.of(
              new Option(
                  FileRoot.ROOT,
                  OptionType.TEXT,
                  true,
                  "",
                  "The folder. Paths in pipelines are relative to it and cannot leave it: absolute"
                      + " paths, `..` and symbolic links to the outside are refused.",
                  List.of()),
              FileTrees.OPTION));

  @Override
  public ConnectorSpec spec() {
    return SPEC;
  }

  @Override
  public ConnectionCheck check(Connection connection) {
    return FileRoot.of(connection).check();
  }
}
