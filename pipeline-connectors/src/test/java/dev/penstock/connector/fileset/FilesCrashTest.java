package dev.penstock.connector.fileset;

import static dev.penstock.connector.Vectors.BIGINT;
import static dev.penstock.connector.Vectors.TEXT;
import static dev.penstock.connector.Vectors.field;
import static dev.penstock.connector.Vectors.schema;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.penstock.connector.Connection;
import dev.penstock.connector.Destination;
import dev.penstock.connector.Fenced;
import dev.penstock.connector.files.FileTree;
import dev.penstock.connector.files.LocalTree;
import dev.penstock.definition.LoadMode;
import dev.penstock.error.PermanentException;
import dev.penstock.error.TransientException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class FilesCrashTest {
  private static final Schema THINGS = schema(field("id", BIGINT), field("name", TEXT));
  private static final List<String> OLD = List.of("1|a", "2|b");

  private final Path folder;

  FilesCrashTest(@TempDir Path folder) {
    this.folder = folder;
  }

  private FileTree tree(String name) throws Exception {
    return LocalTree.of(
        new Connection(
            "lake",
            "files",
            Map.of("root", Files.createDirectories(folder.resolve(name)).toString())));
  }

  @ParameterizedTest
  @EnumSource(
      value = LoadMode.class,
      names = {"REPLACE", "APPEND", "UPSERT"})
  void aProcessThatDiesAtAnyWriteLeavesTheOldStateOrTheNewOne(LoadMode mode) throws Exception {
    List<String> expected =
        switch (mode) {
          case REPLACE -> List.of("2|B", "3|c");
          case UPSERT -> List.of("1|a", "2|B", "3|c");
          default -> List.of("1|a", "2|B", "2|b", "3|c");
        };
    int kills = 0;
    for (boolean behind : List.of(false, true)) {
      boolean died = true;
      for (int writes = 0; died; writes++) {
        String place = mode + "-" + behind + "-" + writes;
        FileTree tree = tree(place);
        try (FilesHarness harness =
            mode == LoadMode.UPSERT ? new FilesHarness(mode, "id") : new FilesHarness(mode)) {
          harness.model("names", "SELECT name, count(*) AS n FROM {ref:things} GROUP BY name");
          work(new FilesetDestination(tree, Clock.systemUTC()), harness, "r1", List.of());
          died = dies(new BreakingTree(tree, writes, behind), harness, tree, expected);
          kills += died ? 1 : 0;

          Destination recovered = new FilesetDestination(tree, Clock.systemUTC());
          recovered.sweep();
          work(recovered, harness, "r2", expected);
          assertThat(FileReader.rows(tree, "silver.things")).as(place).contains(expected);
          assertThat(strays(tree)).as(place).isEmpty();
        }
      }
    }
    assertThat(kills).isGreaterThan(20);
  }

  /** Does a run until it dies; readers then see the whole of one state. */
  private static boolean dies(
      BreakingTree breaking, FilesHarness harness, FileTree tree, List<String> expected) {
    boolean died = false;
    try {
      work(new FilesetDestination(breaking, Clock.systemUTC()), harness, "r2", expected);
    } catch (BreakingTree.Killed e) {
      died = true;
    }
    List<String> seen = FileReader.rows(tree, "silver.things").orElseThrow();
    List<String> gold = FileReader.rows(tree, "gold.names").orElseThrow();
    assertThat(seen).isIn(OLD, expected);
    assertThat(gold).isEqualTo(seen.stream().map(row -> row.substring(2) + "|1").sorted().toList());
    return died;
  }

  /** What the services do with a run; all of it may have been done before. */
  private static void work(
      Destination destination, FilesHarness harness, String run, List<String> expected) {
    List<List<? extends @Nullable Object>> rows =
        expected.isEmpty()
            ? List.of(List.of(1L, "a"), List.of(2L, "b"))
            : List.of(List.of(2L, "B"), List.of(3L, "c"));
    try (destination) {
      try {
        harness.load(destination, run, THINGS, rows);
        assertThat(harness.audit(destination, run).passed()).isTrue();
      } catch (PermanentException e) {
        assertThat(e.problem().code()).isEqualTo("already-published");
      } catch (Fenced e) {
        return; // It was cleaned already.
      }
      destination.publish(harness.work(run));
      destination.clean(run, 1);
    }
  }

  /** Files that neither a manifest names nor a run's note is. */
  private static Set<String> strays(FileTree tree) {
    Set<String> strays = new HashSet<>();
    for (String top : List.of("silver/", "gold/", StagedBatches.FOLDER)) {
      strays.addAll(tree.list(top));
    }
    new Manifests(tree).all().forEach(manifest -> manifest.paths().forEach(strays::remove));
    return strays;
  }

  @Test
  void aPublishThatWasHeldUpWhileItsRunWasClosedShowsNothing() throws Exception {
    FileTree tree = tree("held");
    Destination other = new FilesetDestination(tree, Clock.systemUTC());
    try (FilesHarness harness = new FilesHarness(LoadMode.APPEND)) {
      harness.publish(other, "r1", THINGS, List.of(List.of(1L, "a"), List.of(2L, "b")));
      harness.load(other, "r2", THINGS, List.of(List.of(3L, "c")));
      assertThat(harness.audit(other, "r2").passed()).isTrue();
      // The manifest is read and the fence passed; then the run is cancelled.
      FileTree held = new PausingTree(tree, Manifests.path("things"), () -> other.clean("r2", 2));
      Destination zombie = new FilesetDestination(held, Clock.systemUTC());

      assertThatThrownBy(() -> zombie.publish(harness.work("r2")))
          .isInstanceOf(TransientException.class);
      assertThatThrownBy(() -> zombie.publish(harness.work("r2"))).isInstanceOf(Fenced.class);

      assertThat(FileReader.rows(tree, "silver.things")).contains(OLD);
      assertThat(strays(tree)).isEmpty();
      zombie.close();
    }
    other.close();
  }
}
