package dev.penstock.connector.json;

import dev.penstock.connector.AbstractSourceContractTest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

class JsonSourceContractTest extends AbstractSourceContractTest {
  private final long seed = Long.getLong("penstock.seed", new SplittableRandom().nextLong());

  private Path temp;
  private JsonFolder folder;

  @BeforeAll
  void writeFiles(@TempDir Path temp) throws IOException {
    System.out.println("seed " + seed);
    this.temp = temp;
    RandomGenerator random = new SplittableRandom(seed);
    Path root = Files.createDirectory(temp.resolve("very-secret-root"));
    folder = new JsonFolder(root);
    List<String> records = RandomJson.records(random, 60_000);
    String lines = String.join("\n", records);
    String list = "[" + String.join(" ,\n ", records) + "]";
    String nested =
        "{\"pages\": [{\"n\": 1, \"items\": "
            + list
            + ", \"next\": {\"items\": 3}}, {\"items\": []}], \"x\": [1]}";
    folder
        .write("big.jsonl", lines)
        .write("crlf.jsonl", "\uFEFF\r\n" + String.join("\r\n\r\n \r\n", records) + "\r\n")
        .write("big.jsonl.gz", JsonFolder.gzip(lines))
        .write("big.json", list)
        .write("big.json.gz", JsonFolder.gzip(list))
        .write("nested.json", nested)
        .write("one.json", "{\"a\": 1}")
        .write("marked.json", "\uFEFF[{\"a\": 1}]")
        .write("empty.jsonl", "")
        .write("empty.json", "")
        .write("nothing.json", "[]")
        .write("part-1.jsonl", "{\"a\": 1}")
        .write("part-2.jsonl", "{\"b\": 1}\n")
        .write("rejects.jsonl", rejects("\n"))
        .write("rejects.json", "[" + rejects(",") + "]")
        .write("broken.json", list.substring(0, list.length() / 2))
        .write("two.json", "{\"a\": 1} {\"a\": 2}")
        .write("case.jsonl", "{\"a\": 1, \"A\": 2}")
        .write("reserved.jsonl", "{\"_place\": 1}")
        .write("utf16.jsonl", lines.getBytes(StandardCharsets.UTF_16));
    byte[] packed = JsonFolder.gzip(list);
    folder.write("cut.json.gz", Arrays.copyOf(packed, packed.length / 2));
    folder.write("cut.jsonl.gz", Arrays.copyOf(packed, packed.length / 2));
  }

  /** Records of all kinds that are refused; sound JSON all the same. */
  private static String rejects(String end) {
    String some = "{\"a\": 1}" + end + "{\"a\": \"x\"}" + end + "[1]" + end + "12.5" + end;
    String huge = "{\"a\": \"" + "x".repeat(3 << 20) + "\"}" + end;
    return some.repeat(4_000) + huge + some + huge + "{\"a\": 2}";
  }

  @Override
  protected List<Input> inputs() {
    return List.of(
        input("jsonl", "one split, seed " + seed, "{'path': 'big.jsonl'}"),
        input("jsonl", "splits, seed " + seed, "{'path': 'big.jsonl', 'split_size': 1000000}"),
        input("jsonl", "CRLF and blanks, seed " + seed, "{'path': 'crlf.jsonl'}"),
        input("jsonl", "gzip, seed " + seed, "{'path': 'big.jsonl.gz'}"),
        input("jsonl", "a file of no bytes", "{'path': 'empty.jsonl'}"),
        input("jsonl", "two files", "{'path': 'part-*.jsonl'}"),
        input("jsonl", "rejects", "{'path': 'rejects.jsonl'}"),
        input("json", "a list, seed " + seed, "{'path': 'big.json'}"),
        input("json", "gzip, seed " + seed, "{'path': 'big.json.gz'}"),
        input("json", "nested", "{'path': 'nested.json', 'records': 'pages[*].items'}"),
        input("json", "one object", "{'path': 'one.json'}"),
        input("json", "a byte-order mark", "{'path': 'marked.json'}"),
        input("json", "a file of no bytes", "{'path': 'empty.json'}"),
        input("json", "an empty list", "{'path': 'nothing.json'}"),
        input("json", "rejects", "{'path': 'rejects.json'}"));
  }

  @Override
  protected List<Input> broken() {
    return List.of(
        input("jsonl", "missing file", "{'path': 'missing.jsonl'}"),
        input("jsonl", "damaged gzip", "{'path': 'cut.jsonl.gz'}"),
        input("jsonl", "names that differ in case", "{'path': 'case.jsonl'}"),
        input("jsonl", "reserved name", "{'path': 'reserved.jsonl'}"),
        input("jsonl", "UTF-16", "{'path': 'utf16.jsonl'}"),
        input("jsonl", "parent", "{'path': '../outside.jsonl'}"),
        input("jsonl", "wrong options", "{'path': 'big.jsonl', 'sample': 0}"),
        input("json", "missing file", "{'path': 'missing.json'}"),
        input("json", "half a document", "{'path': 'broken.json'}"),
        input("json", "two documents", "{'path': 'two.json'}"),
        input("json", "damaged gzip", "{'path': 'cut.json.gz'}"),
        input("json", "no such field", "{'path': 'nested.json', 'records': 'pages[*].item'}"),
        input("json", "wrong path", "{'path': 'nested.json', 'records': 'pages[0]'}"));
  }

  @Override
  protected List<String> secrets() {
    return List.of("very-secret-root", temp.toString());
  }

  private Input input(String format, String name, String options) {
    return new Input(format + ", " + name, allocator -> folder.open(format, allocator, options));
  }
}
