package dev.penstock.connector.parquet;

import dev.penstock.connector.AbstractSourceContractTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

class ParquetSourceContractTest extends AbstractSourceContractTest {
  private Path temp;
  private ParquetFolder folder;

  @BeforeAll
  void writeFiles(@TempDir Path temp) throws IOException, SQLException {
    this.temp = temp;
    Path root = Files.createDirectory(temp.resolve("very-secret-root"));
    folder = new ParquetFolder(root);
    folder
        .write("all.parquet", TestRows.ALL_TYPES.formatted(12_000), 2_048)
        .write("wide.parquet", "SELECT i, repeat('x', 60000 + i) AS t FROM range(150) r(i)", 2_048)
        .write("none.parquet", "SELECT 1 AS a WHERE false", 2_048)
        .write("part-1.parquet", "SELECT 1 AS a", 2_048)
        .write("part-2.parquet", "SELECT 2 AS a, 'x' AS b", 2_048)
        .write("odd[1]*.parquet", "SELECT 1 AS a", 2_048)
        .write("other-1.parquet", "SELECT 1 AS a", 2_048)
        .write("other-2.parquet", "SELECT 'x' AS a", 2_048)
        .write("place.parquet", "SELECT 1 AS _place", 2_048)
        .write(
            "long.parquet",
            "SELECT i, CASE WHEN i % 7 = 3 THEN repeat('x', 600000) END AS t FROM range(40) r(i)",
            2_048);
    byte[] whole = Files.readAllBytes(root.resolve("all.parquet"));
    Files.write(root.resolve("cut.parquet"), Arrays.copyOf(whole, whole.length / 2));
    byte[] damaged = whole.clone();
    Arrays.fill(damaged, 1_000, whole.length / 2, (byte) 0x55);
    Files.write(root.resolve("damaged.parquet"), damaged);
    Files.writeString(root.resolve("text.parquet"), "id,name\n1,a\n");
    Files.write(root.resolve("empty.parquet"), new byte[0]);
  }

  @Override
  protected List<Input> inputs() {
    return List.of(
        input("all types, one split", "{'path': 'all.parquet'}"),
        input("all types, many splits", "{'path': 'all.parquet', 'split_size': 65536}"),
        input("long values", "{'path': 'wide.parquet'}"),
        input("values that are too long", "{'path': 'long.parquet'}"),
        input("no rows", "{'path': 'none.parquet'}"),
        input("two files", "{'path': 'part-*.parquet'}"));
  }

  @Override
  protected List<Input> broken() {
    return List.of(
        input("missing file", "{'path': 'missing.parquet'}"),
        input("half a file", "{'path': 'cut.parquet'}"),
        input("damaged data", "{'path': 'damaged.parquet'}"),
        input("another format", "{'path': 'text.parquet'}"),
        input("no bytes", "{'path': 'empty.parquet'}"),
        input("columns that differ", "{'path': 'other-*.parquet'}"),
        input("a name of Penstock's", "{'path': 'place.parquet'}"),
        input("parent", "{'path': '../outside.parquet'}"));
  }

  @Override
  protected List<String> secrets() {
    return List.of("very-secret-root", temp.toString());
  }

  private Input input(String name, String options) {
    return new Input(name, allocator -> folder.open(allocator, options));
  }
}
