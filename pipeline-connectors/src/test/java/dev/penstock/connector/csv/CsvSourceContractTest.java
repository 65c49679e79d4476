package dev.penstock.connector.csv;

import static java.nio.charset.StandardCharsets.UTF_16;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.github.luben.zstd.Zstd;
import dev.penstock.connector.AbstractSourceContractTest;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

class CsvSourceContractTest extends AbstractSourceContractTest {
  private final long seed = new SplittableRandom().nextLong();

  private Path temp;
  private CsvFolder folder;

  @BeforeAll
  void writeFiles(@TempDir Path temp) throws IOException {
    this.temp = temp;
    RandomGenerator random = new SplittableRandom(seed);
    Path root = Files.createDirectory(temp.resolve("very-secret-root"));
    folder = new CsvFolder(root);
    String big = RandomCsv.generate(random, 4, 60_000, "\n", false).text();
    String crlf = RandomCsv.generate(random, 3, 12_000, "\r\n", true).text();
    folder
        .write("big.csv", big)
        .write("crlf.csv", crlf)
        .write("utf16.csv", big, UTF_16)
        .write(
            "latin.csv",
            "id,name\n" + "1,Gr\u00fc\u00dfe\n".repeat(30_000),
            Charset.forName("windows-1252"))
        .writeGzip("big.csv.gz", big.getBytes(UTF_8))
        .writeZstd("big.csv.zst", big.getBytes(UTF_8))
        .write("empty.csv", "")
        .write("header.csv", "id,name\n")
        .write("part-1.csv", "id,name\n1,a\n")
        .write("part-2.csv", "id,name\n2,b\n")
        .write("part/a-1.csv", "id,name\n1,a\n")
        .write("part/deep/er/b-2.csv", "id,name\n2,b\n")
        .write("rejects.csv", rejects())
        .write("open.csv", "id,name\n1,\"a\n2,b\n")
        .writeGzip("open.csv.gz", "id,name\n1,\"a\n2,b\n".getBytes(UTF_8))
        .write("twice.csv", "id,ID\n")
        .write("other-1.csv", "id,name\n")
        .write("other-2.csv", "id,title\n");
    byte[] whole = CsvFolder.gzip(big.getBytes(UTF_8));
    byte[] zstd = Zstd.compress(big.getBytes(UTF_8));
    folder.write("cut.csv.zst", Arrays.copyOf(zstd, zstd.length / 2));
    folder.write("cut.csv.gz", Arrays.copyOf(whole, whole.length / 2));
    Files.writeString(temp.resolve("outside.csv"), "id\n1\n");
    Files.createSymbolicLink(root.resolve("link.csv"), temp.resolve("outside.csv"));
    Files.createDirectory(root.resolve("folder"));
  }

  private static byte[] rejects() {
    String text = "id,name\n1,a\n" + "2,b,c\n3\n4,\u00e9\n5,\"x\"y\n".repeat(8_000);
    String huge = "6," + "x".repeat(3 << 20) + "\n7,z\n";
    return (text + huge + text).getBytes(Charset.forName("windows-1252"));
  }

  @Override
  protected List<Input> inputs() {
    return List.of(
        input("random, one split, seed " + seed, "{'path': 'big.csv'}"),
        input("random, many splits, seed " + seed, "{'path': 'big.csv', 'split_size': 65536}"),
        input("CRLF and blank lines, seed " + seed, "{'path': 'crlf.csv', 'split_size': 65536}"),
        input("gzip, seed " + seed, "{'path': 'big.csv.gz'}"),
        input("zstd, seed " + seed, "{'path': 'big.csv.zst'}"),
        input("folders", "{'path': 'part/**/{a,b}-*.csv'}"),
        input("UTF-16, seed " + seed, "{'path': 'utf16.csv'}"),
        input("windows-1252", "{'path': 'latin.csv', 'encoding': 'windows-1252'}"),
        input("a file of no bytes", "{'path': 'empty.csv'}"),
        input("header only", "{'path': 'header.csv'}"),
        input("two files", "{'path': 'part-*.csv'}"),
        input("rejects", "{'path': 'rejects.csv'}"));
  }

  @Override
  protected List<Input> broken() {
    return List.of(
        input("missing file", "{'path': 'missing.csv'}"),
        input("missing folder", "{'path': 'missing/file.csv'}"),
        input("no match", "{'path': 'missing-*.csv'}"),
        input("folder", "{'path': 'folder'}"),
        input("file as folder", "{'path': 'big.csv/file.csv'}"),
        input("link that leaves the root", "{'path': 'link.csv'}"),
        input("parent", "{'path': '../outside.csv'}"),
        input("open quote", "{'path': 'open.csv'}"),
        input("open quote in gzip", "{'path': 'open.csv.gz'}"),
        input("damaged gzip", "{'path': 'cut.csv.gz'}"),
        input("damaged zstd", "{'path': 'cut.csv.zst'}"),
        input("wrong checksum", "{'path': 'big.csv', 'checksum': 'sha256:" + "0".repeat(64) + "'}"),
        input("no gzip", "{'path': 'big.csv', 'compression': 'gzip'}"),
        input("name twice", "{'path': 'twice.csv'}"),
        input("different headers", "{'path': 'other-*.csv'}"),
        input("wrong options", "{'path': 'big.csv', 'header': false, 'quote': ','}"));
  }

  @Override
  protected List<String> secrets() {
    return List.of("very-secret-root", temp.toString());
  }

  private Input input(String name, String options) {
    return new Input(name, allocator -> folder.open(allocator, options));
  }
}
