package dev.penstock.connector.fileset;

import dev.penstock.connector.AbstractDestinationContractTest;
import dev.penstock.connector.Destination;
import dev.penstock.connector.files.FileTree;
import dev.penstock.connector.s3.LocalS3;
import dev.penstock.connector.s3.S3ConnectionType;
import dev.penstock.definition.TableName;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;

@TestInstance(TestInstance.Lifecycle.PER_METHOD)
class S3FilesetContractTest extends AbstractDestinationContractTest {
  private static final S3ConnectionType TYPE = new S3ConnectionType();
  private static final AtomicInteger TESTS = new AtomicInteger();
  private static LocalS3 server;

  private final FileTree tree =
      TYPE.tree(
          server.connection(
              server.port(), Map.of("prefix", "warehouse-" + TESTS.incrementAndGet())));

  @BeforeAll
  static void start() throws Exception {
    server = new LocalS3();
  }

  @AfterAll
  static void stop() {
    server.close();
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
  protected List<String> staging() {
    return tree.list(StagedBatches.FOLDER);
  }

  @Override
  protected String countByName() {
    return "SELECT name, count(*) AS orders FROM {ref:orders} GROUP BY name";
  }
}
