package dev.penstock.connector.fileset;

import static dev.penstock.connector.Vectors.field;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.penstock.batch.Columns;
import dev.penstock.batch.SplitId;
import dev.penstock.connector.AuditResult;
import dev.penstock.connector.Cancellation;
import dev.penstock.connector.Connection;
import dev.penstock.connector.Destination;
import dev.penstock.connector.LoadBatch;
import dev.penstock.connector.LoadTarget;
import dev.penstock.connector.RunWork;
import dev.penstock.connector.Vectors;
import dev.penstock.connector.files.FileTree;
import dev.penstock.connector.files.LocalTree;
import dev.penstock.connector.fileset.Manifest.DataFile;
import dev.penstock.definition.DefinitionParser;
import dev.penstock.definition.LoadMode;
import dev.penstock.definition.PipelineDefinition;
import dev.penstock.definition.RunMode;
import dev.penstock.dvc.DvcFile;
import dev.penstock.dvc.DvcHash;
import dev.penstock.error.PermanentException;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.types.pojo.Schema;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Outputs that are datasets: tar archives in a folder for each part, tracked by DVC. */
class DatasetTest {
  private static final Schema SCHEMA =
      Vectors.schema(
          field("name", Vectors.TEXT),
          field("split", Vectors.TEXT),
          field("picture", Vectors.BINARY),
          field(Columns.PLACE, Vectors.BIGINT));
  private static final int RECORDS = 100;

  private final Path root;
  private final FileTree tree;

  DatasetTest(@TempDir Path root) {
    this.root = root;
    this.tree = tree(root);
  }

  @Test
  void everyRecordIsInOnePartWithItsPictureBesideIt() throws IOException {
    run(tree, "r1", "file", records(RECORDS, -1));

    Map<String, Set<String>> parts = new TreeMap<>();
    for (DataFile file : files()) {
      List<String> entries = entries(root.resolve(file.path()));
      assertThat(entries).hasSize((int) file.rows() * 2).hasSizeLessThanOrEqualTo(40);
      for (int i = 0; i < entries.size(); i += 2) {
        String name = entries.get(i).replace(".json", "");
        assertThat(entries.get(i + 1)).isEqualTo(name + ".png");
        parts.computeIfAbsent(file.path().split("/")[2], _ -> new HashSet<>()).add(name);
      }
    }
    assertThat(parts).containsOnlyKeys("split=test", "split=train", "split=validation");
    assertThat(parts.get("split=train")).hasSize(80);
    assertThat(parts.get("split=validation")).hasSize(10);
    assertThat(parts.values().stream().flatMap(Set::stream).toList())
        .hasSize(RECORDS)
        .doesNotHaveDuplicates();
  }

  @Test
  void theDvcFileIsThatOfTheFolderAndNothingElseIsInIt() throws IOException {
    run(tree, "r1", "file", records(RECORDS, -1));
    Files.writeString(root.resolve("sets/birds/split=train/left-over.tar"), "of a run that died");
    Files.writeString(root.resolve("sets/birds/.hidden"), "by hand");
    run(tree, "r2", "file", records(RECORDS - 30, -1));

    assertTracked();
    assertThat(onDisk()).hasSize(files().size());
  }

  @Test
  void theSameRecordsAreTheSameFilesAndAChangedOneChangesOnlyItsArchive() throws IOException {
    run(tree, "r1", "stage", records(RECORDS, -1));
    DvcHash first = DvcHash.of(root.resolve("sets/birds"));
    Map<String, String> before = hashes();
    run(tree, "r2", "stage", records(RECORDS, -1));

    assertThat(DvcHash.of(root.resolve("sets/birds"))).isEqualTo(first);
    assertThat(root.resolve("sets/birds.dvc")).doesNotExist();

    run(tree, "r3", "stage", records(RECORDS, 7));

    Map<String, String> after = hashes();
    after.keySet().removeAll(before.keySet());
    assertThat(after).hasSize(1);
    assertThat(onDisk()).hasSize(before.size());
  }

  @Test
  void elsewhereTheSameRecordsAreTheSameBytes(@TempDir Path other) throws IOException {
    run(tree, "r1", "stage", records(RECORDS, -1));
    List<String> here = files().stream().map(DataFile::sha256).sorted().toList();
    run(tree(other), "r9", "stage", records(RECORDS, -1));

    assertThat(
            new Manifests(tree(other))
                .find("birds").manifest().table("sets.birds").orElseThrow().files().stream()
                    .map(DataFile::sha256)
                    .sorted())
        .isEqualTo(here);
  }

  @Test
  void aVersionThatDvcBroughtBackIsReplacedWhole() throws IOException {
    run(tree, "r1", "stage", records(RECORDS, -1));
    for (Path file : onDisk()) {
      Files.delete(file);
    }
    run(tree, "r2", "stage", records(RECORDS, -1));

    for (DataFile file : files()) {
      assertThat(DvcHash.of(root.resolve(file.path())).md5()).isEqualTo(file.md5());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"stage", "file"})
  void aPublishThatDiesAnywhereIsMadeWholeByTheNextOne(String dvc, @TempDir Path many)
      throws IOException {
    int died = 0;
    for (int writes = 0; ; writes++) {
      Path at = Files.createDirectories(many.resolve("at" + writes));
      run(tree(at), "r1", dvc, records(RECORDS, -1));
      RunWork work = audited(tree(at), "r2", dvc, records(40, 3));
      if (publishes(dying(tree(at), writes), work)) {
        break;
      }
      died++;
      assertThat(publishes(tree(at), work)).isTrue();
      assertThat(DvcHash.of(at.resolve("sets/birds")).files().orElseThrow()).isEqualTo(4);
      if (dvc.equals("file")) {
        assertTracked(at);
      }
    }
    assertThat(died).isGreaterThan(4);
  }

  @Test
  void twoRecordsOfOneNameFailTheAudit() {
    List<List<@Nullable Object>> records = new ArrayList<>(records(3, -1));
    records.add(records.getFirst());

    assertThat(audit(tree, "r1", "stage", records).passed()).isFalse();
  }

  @Test
  void archivesAreNotReadBack() {
    run(tree, "r1", "stage", records(3, -1));
    PipelineDefinition pipeline = pipeline("stage");
    load(tree, "r2", pipeline, LoadMode.APPEND, records(5, 1).subList(3, 5));

    try (Destination destination = open(tree)) {
      RunWork replay = new RunWork("r2", 1, RunMode.REPLAY, pipeline);
      assertThatThrownBy(() -> destination.audit(replay, Cancellation.NEVER))
          .isInstanceOf(PermanentException.class)
          .hasMessageContaining("never read back");
    }
  }

  private void assertTracked() throws IOException {
    assertTracked(root);
  }

  private static void assertTracked(Path root) throws IOException {
    assertThat(root.resolve("sets/birds.dvc"))
        .hasContent(new DvcFile("birds", DvcHash.of(root.resolve("sets/birds"))).text());
  }

  private static boolean publishes(FileTree tree, RunWork work) {
    try (Destination destination = open(tree)) {
      destination.publish(work);
      return true;
    } catch (Died e) {
      return false;
    }
  }

  private static void run(
      FileTree tree, String run, String dvc, List<List<@Nullable Object>> records) {
    RunWork work = audited(tree, run, dvc, records);
    try (Destination destination = open(tree)) {
      destination.publish(work);
      destination.clean(run, 1);
    }
  }

  private static RunWork audited(
      FileTree tree, String run, String dvc, List<List<@Nullable Object>> records) {
    AuditResult audit = audit(tree, run, dvc, records);
    assertThat(audit.passed()).as("%s", audit).isTrue();
    return new RunWork(run, 1, RunMode.FULL, pipeline(dvc));
  }

  private static AuditResult audit(
      FileTree tree, String run, String dvc, List<List<@Nullable Object>> records) {
    PipelineDefinition pipeline = pipeline(dvc);
    load(tree, run, pipeline, LoadMode.REPLACE, records);
    try (Destination destination = open(tree)) {
      return destination.audit(new RunWork(run, 1, RunMode.FULL, pipeline), Cancellation.NEVER);
    }
  }

  private static void load(
      FileTree tree,
      String run,
      PipelineDefinition pipeline,
      LoadMode mode,
      List<List<@Nullable Object>> records) {
    try (Destination destination = open(tree);
        BufferAllocator allocator = new RootAllocator()) {
      for (int sequence = 0; sequence < 2; sequence++) {
        boolean end = sequence == 1;
        try (VectorSchemaRoot rows = Vectors.rows(allocator, SCHEMA, end ? List.of() : records)) {
          destination.load(
              new LoadBatch(
                  new SplitId(run, "s", "s0"),
                  1,
                  sequence,
                  LoadTarget.of(pipeline.stream("s"), "birds", mode),
                  "birds",
                  "data",
                  rows,
                  end));
        }
      }
    }
  }

  /**
   * Records in three parts.
   *
   * @param changed the record whose picture is another one; none if negative
   */
  private static List<List<@Nullable Object>> records(int count, int changed) {
    return IntStream.range(0, count)
        .mapToObj(
            i -> {
              List<@Nullable Object> row = new ArrayList<>();
              row.add("bird-%03d".formatted(i));
              row.add(i % 10 == 8 ? "validation" : i % 10 == 9 ? "test" : "train");
              row.add(new byte[] {(byte) 0x89, (byte) i, (byte) (i == changed ? 1 : 0)});
              row.add((long) i + 1);
              return row;
            })
        .toList();
  }

  private static PipelineDefinition pipeline(String dvc) {
    return new DefinitionParser()
        .parse(
            """
            apiVersion: penstock/v1
            name: birds
            streams:
              s:
                source: { connection: data, path: a.csv, format: csv }
                outputs:
                  birds:
                    connection: lake
                    table: sets.birds
                    key: [name]
                    partition: { by: split }
                    files:
                      { format: tar, part_rows: 20, members: { picture: png }, dvc: %s }
            """
                .formatted(dvc));
  }

  private static Destination open(FileTree tree) {
    return new FilesetDestination(tree, Clock.systemUTC());
  }

  private static FileTree tree(Path root) {
    return LocalTree.of(new Connection("lake", "files", Map.of("root", root.toString())));
  }

  private List<DataFile> files() {
    return new Manifests(tree).find("birds").manifest().table("sets.birds").orElseThrow().files();
  }

  private List<Path> onDisk() throws IOException {
    try (var files = Files.walk(root.resolve("sets/birds"))) {
      return files.filter(Files::isRegularFile).toList();
    }
  }

  private Map<String, String> hashes() throws IOException {
    Map<String, String> hashes = new TreeMap<>();
    for (Path file : onDisk()) {
      hashes.put(file.toString(), DvcHash.of(file).md5());
    }
    return hashes;
  }

  private static List<String> entries(Path archive) throws IOException {
    List<String> names = new ArrayList<>();
    try (TarArchiveInputStream tar = new TarArchiveInputStream(Files.newInputStream(archive))) {
      for (TarArchiveEntry e = tar.getNextEntry(); e != null; e = tar.getNextEntry()) {
        names.add(e.getName());
      }
    }
    return names;
  }

  /** Dies instead of the write of this number, and of all that come later. */
  private static FileTree dying(FileTree tree, int writes) {
    AtomicInteger left = new AtomicInteger(writes);
    return (FileTree)
        Proxy.newProxyInstance(
            FileTree.class.getClassLoader(),
            new Class<?>[] {FileTree.class},
            (_, method, arguments) -> {
              boolean write = Set.of("replace", "put", "delete").contains(method.getName());
              if (write && left.getAndDecrement() <= 0) {
                throw new Died();
              }
              try {
                return method.invoke(tree, arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }

  private static final class Died extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }
}
