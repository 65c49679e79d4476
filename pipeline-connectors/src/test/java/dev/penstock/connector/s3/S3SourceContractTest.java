package dev.penstock.connector.s3;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.github.luben.zstd.Zstd;
import dev.penstock.connector.AbstractSourceContractTest;
import dev.penstock.connector.Connection;
import dev.penstock.connector.csv.CsvConnector;
import dev.penstock.connector.files.FileStores;
import dev.penstock.definition.SourceDefinition;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

class S3SourceContractTest extends AbstractSourceContractTest {
  private final long seed = new SplittableRandom().nextLong();
  private final FileStores stores = new FileStores(Map.of("s3", new S3ConnectionType()::files));
  private LocalS3 s3;

  @BeforeAll
  void fill() throws Exception {
    s3 = new LocalS3();
    SplittableRandom random = new SplittableRandom(seed);
    StringBuilder text = new StringBuilder("id,name\n");
    for (int i = 0; i < 60_000; i++) {
      text.append(i).append(",\"name ").append(random.nextInt(1000)).append("\"\n");
    }
    byte[] big = text.toString().getBytes(UTF_8);
    s3.put("in/big.csv", big);
    s3.put("in/big.csv.zst", Zstd.compress(big));
    s3.put("in/part/1.csv", "id,name\n1,a\n".getBytes(UTF_8));
    s3.put("in/part/deep/2.csv", "id,name\n2,b\n".getBytes(UTF_8));
    s3.put("in/open.csv", "id\n\"1\n".getBytes(UTF_8));
  }

  @AfterAll
  void stop() {
    s3.close();
  }

  @Override
  protected List<Input> inputs() {
    return List.of(
        input("many splits, seed " + seed, s3.connection(), "big.csv", 65_536),
        input("zstd, seed " + seed, s3.connection(), "big.csv.zst", 1 << 20),
        input("two files", s3.connection(), "part/**", 1 << 20));
  }

  @Override
  protected List<Input> broken() {
    return List.of(
        input("missing", s3.connection(), "missing.csv", 65_536),
        input("open quote", s3.connection(), "open.csv", 65_536),
        input(
            "denied",
            s3.connection(s3.port(), Map.of("secret_key", "another-secret")),
            "big.csv",
            65_536),
        input(
            "no bucket", s3.connection(s3.port(), Map.of("bucket", "nowhere")), "big.csv", 65_536));
  }

  @Override
  protected List<String> secrets() {
    return List.of(LocalS3.SECRET_KEY, LocalS3.ACCESS_KEY, "another-secret", "127.0.0.1");
  }

  private Input input(String name, Connection connection, String path, int splitSize) {
    try {
      ObjectNode options =
          (ObjectNode)
              new ObjectMapper()
                  .readTree("{\"path\": \"%s\", \"split_size\": %d}".formatted(path, splitSize));
      return new Input(
          name,
          allocator ->
              CsvConnector.csv(stores, allocator)
                  .open(new SourceDefinition("bucket", "csv", options), connection));
    } catch (JsonProcessingException e) {
      throw new AssertionError(e);
    }
  }
}
