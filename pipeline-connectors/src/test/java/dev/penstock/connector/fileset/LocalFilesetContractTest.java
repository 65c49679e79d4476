package dev.penstock.connector.fileset;

import dev.penstock.connector.AbstractScopeContractTest;
import dev.penstock.connector.Connection;
import dev.penstock.connector.Destination;
import dev.penstock.connector.files.LocalTree;
import dev.penstock.definition.TableName;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.io.TempDir;

class LocalFilesetContractTest extends AbstractScopeContractTest {
  private final LocalTree tree;

  LocalFilesetContractTest(@TempDir Path root) {
    tree = LocalTree.of(new Connection("lake", "files", Map.of("root", root.toString())));
  }

  @Override
  protected Destination open() {
    return new FilesetDestination(tree, Clock.systemUTC());
  }

  @Override
  protected Optional<List<String>> read(TableName table) {
    return FileReader.rows(tree, table.toString());
  }

  @Override
  protected String trace(TableName table) {
    return new Manifests(tree).table(table.toString()).orElseThrow().files().toString();
  }

  @Override
  protected List<String> staging() {
    return tree.list(StagedBatches.FOLDER);
  }

  @Override
  protected String countByName() {
    return "SELECT name, count(*) AS orders FROM {ref:orders} GROUP BY name";
  }
}
