package dev.penstock.dvc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DvcFilesTest {
  private static final DvcStage STAGE =
      new DvcStage(
          "dir", "penstock run dir.yaml --stage dir", List.of("dir.yaml"), List.of("lake/dir"));

  @Test
  void theFileOfAFolderIsWhatDvcAddWrites(@TempDir Path folder) throws IOException {
    DvcFile.track(DirectoryHashTest.knownFolder(folder));

    // As in DVC's own tests (3.x, dvc/testing/workspace_tests.py).
    assertThat(folder.resolve("dir.dvc"))
        .hasContent(
            """
            outs:
            - md5: b6dcab6ccd17ca0a8bf4a215a37d14cc.dir
              size: 11
              nfiles: 2
              hash: md5
              path: dir
            """);
    assertThat(folder).isDirectoryNotContaining("glob:**.tmp");
  }

  @Test
  void aHashThatLooksLikeANumberIsATextForEveryReader() {
    for (String md5 :
        List.of("00000000000000000000000000000012", "123456e8901234567890123456789012")) {
      String text = new DvcFile("a", new DvcHash(md5, 1, OptionalLong.empty(), true)).text();

      assertThat(text).contains("- md5: \"" + md5 + "\"\n").contains("isexec: true\n");
    }
  }

  @Test
  void namesThatYamlWouldTakeForSomethingElseAreQuoted() {
    for (String name : List.of("yes", "null", "a: b", "- a", "#a", "a #b", "1.5", "'a'", "ü")) {
      String text = new DvcFile(name, DirectoryHashTest.KNOWN).text();

      assertThat(text).contains("  path: \"" + name + "\"\n");
    }
  }

  @Test
  void theLockSaysWhatAStageReadAndMadeAndKeepsTheOthers(@TempDir Path folder) throws IOException {
    Files.writeString(
        folder.resolve(DvcLock.NAME),
        """
        schema: '2.0'
        stages:
          train:
            cmd: python train.py
            deps:
            - path: lake/dir
              hash: md5
              md5: d751713988987e9331980363e24189ce.dir
              size: 0
              nfiles: 0
            params:
              params.yaml:
                train.seed: 7
                train.split: 0.2
          dir:
            cmd: an older command
        """);

    for (int time = 0; time < 2; time++) {
      DvcLock.record(
          folder,
          STAGE,
          Map.of("dir.yaml", hash("51549a1c87b182ebdd785704f56ffaf1", 1581)),
          Map.of("lake/dir", DirectoryHashTest.KNOWN));
    }

    assertThat(folder.resolve(DvcLock.NAME))
        .hasContent(
            """
            schema: "2.0"
            stages:
              train:
                cmd: python train.py
                deps:
                - path: lake/dir
                  hash: md5
                  md5: d751713988987e9331980363e24189ce.dir
                  size: 0
                  nfiles: 0
                params:
                  params.yaml:
                    train.seed: 7
                    train.split: 0.2
              dir:
                cmd: penstock run dir.yaml --stage dir
                deps:
                - path: dir.yaml
                  hash: md5
                  md5: 51549a1c87b182ebdd785704f56ffaf1
                  size: 1581
                outs:
                - path: lake/dir
                  hash: md5
                  md5: b6dcab6ccd17ca0a8bf4a215a37d14cc.dir
                  size: 11
                  nfiles: 2
            """);
  }

  @Test
  void aLockOfAnotherVersionIsNotTouched(@TempDir Path folder) throws IOException {
    Path lock = Files.writeString(folder.resolve(DvcLock.NAME), "schema: '3.0'\n");

    assertThatThrownBy(() -> DvcLock.record(folder, STAGE, Map.of(), Map.of()))
        .isInstanceOf(DvcException.class)
        .hasMessageContaining("another version than 2.0");
    assertThat(lock).hasContent("schema: '3.0'\n");
  }

  @Test
  void aStageComesBackAsItWasPut(@TempDir Path folder) throws IOException {
    assertThat(DvcYaml.in(folder).put(STAGE)).isTrue();

    assertThat(folder.resolve(DvcYaml.NAME))
        .hasContent(
            """
            stages:
              dir:
                cmd: penstock run dir.yaml --stage dir
                deps:
                - dir.yaml
                outs:
                - lake/dir:
                    persist: true
            """);
    assertThat(DvcYaml.in(folder).stage("dir")).isEqualTo(STAGE);
    assertThat(DvcYaml.in(folder).put(STAGE)).isFalse();
  }

  @Test
  void stagesOfOthersStay(@TempDir Path folder) throws IOException {
    Files.writeString(
        folder.resolve(DvcYaml.NAME),
        "stages:\n  train:\n    cmd: python train.py\n    params: [seed]\n    outs: [model]\n");

    DvcYaml.in(folder).put(STAGE);

    assertThat(folder.resolve(DvcYaml.NAME))
        .content()
        .contains("train:\n    cmd: python train.py\n    params:\n    - seed\n")
        .contains("  dir:\n    cmd: penstock run");
    assertThatThrownBy(() -> DvcYaml.in(folder).stage("train"))
        .hasMessageContaining("has `params`")
        .hasMessageContaining("dvc repro train");
    assertThatThrownBy(() -> DvcYaml.in(folder).stage("tain"))
        .hasMessageContaining("no stage tain")
        .hasMessageContaining("train, dir");
  }

  @Test
  void commentsAreNotLost(@TempDir Path folder) throws IOException {
    Path file = Files.writeString(folder.resolve(DvcYaml.NAME), "# mine\nstages: {}\n");

    assertThatThrownBy(() -> DvcYaml.in(folder).put(STAGE))
        .hasMessageContaining("by hand:\nstages:\n  dir:\n    cmd: penstock run");
    assertThat(file).hasContent("# mine\nstages: {}\n");
  }

  @Test
  void theCacheHasEachFileAndTheListing(@TempDir Path folder) throws IOException {
    Path dir = DirectoryHashTest.knownFolder(folder);
    Files.createDirectories(folder.resolve(".dvc"));
    DvcCache cache = DvcCache.of(dir).orElseThrow();

    cache.add(dir, DirectoryHash.of(dir));
    cache.add(dir, DirectoryHash.of(dir));

    Path objects = folder.resolve(".dvc/cache/files/md5");
    assertThat(objects.resolve("8c/7dd922ad47494fc02c388e12c00eac")).hasContent("file");
    assertThat(objects.resolve("29/3b26bf46281c75310f75c336661a05")).hasContent("subfile");
    assertThat(objects.resolve("b6/dcab6ccd17ca0a8bf4a215a37d14cc.dir"))
        .hasContent(
            "[{\"md5\": \"8c7dd922ad47494fc02c388e12c00eac\", \"relpath\": \"file\"}, "
                + "{\"md5\": \"293b26bf46281c75310f75c336661a05\", \"relpath\": "
                + "\"subdir/subfile\"}]");
    try (var files = Files.walk(objects)) {
      assertThat(files.filter(Files::isRegularFile)).hasSize(3);
    }
  }

  @Test
  void theCacheThatTheRepositoryNamesIsUsed(@TempDir Path folder) throws IOException {
    Path dir = DirectoryHashTest.knownFolder(folder);
    Files.createDirectories(folder.resolve(".dvc"));
    Files.writeString(
        folder.resolve(".dvc/config"), "[core]\n    remote = r\n['remote \"r\"']\n    url = x\n");
    Files.writeString(folder.resolve(".dvc/config.local"), "[cache]\n    dir = ../shared\n");

    DvcCache.of(dir.resolve("subdir")).orElseThrow().add(dir, DirectoryHash.of(dir));

    assertThat(folder.resolve("shared/files/md5/8c/7dd922ad47494fc02c388e12c00eac"))
        .hasContent("file");
  }

  private static DvcHash hash(String md5, long size) {
    return new DvcHash(md5, size, OptionalLong.empty(), false);
  }
}
