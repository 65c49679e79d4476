package dev.penstock.connector.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.penstock.connector.Cancellation;
import dev.penstock.connector.Cancelled;
import dev.penstock.connector.Connection;
import dev.penstock.error.PenstockException;
import dev.penstock.error.PermanentException;
import dev.penstock.error.TransientException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FileRootTest {
  private Path folder;
  private FileRoot root;

  @BeforeEach
  void makeRoot(@TempDir Path temp) throws IOException {
    folder = Files.createDirectories(temp.resolve("secret/root"));
    Files.writeString(temp.resolve("secret/outside.csv"), "x");
    Files.createDirectories(temp.resolve("secret/root-2"));
    Files.writeString(temp.resolve("secret/root-2/near.csv"), "x");
    Files.createDirectories(folder.resolve("in"));
    Files.writeString(folder.resolve("in/a.csv"), "x");
    Files.createSymbolicLink(folder.resolve("out.csv"), temp.resolve("secret/outside.csv"));
    Files.createSymbolicLink(folder.resolve("out"), temp.resolve("secret"));
    Files.createSymbolicLink(folder.resolve("near"), temp.resolve("secret/root-2"));
    Files.createSymbolicLink(folder.resolve("inner"), folder.resolve("in"));
    root = FileRoot.of(new Connection("inbox", "files", Map.of("root", folder.toString())));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "../outside.csv",
        "in/../../outside.csv",
        "in/../in/a.csv",
        "/etc/passwd",
        "out.csv",
        "out/outside.csv",
        "out/root/in/a.csv/../../../outside.csv",
        "near/near.csv",
        "out/*.csv",
        "*/a.csv",
        "",
        "in/"
      })
  void aPathThatLeavesTheRootIsRefusedWithoutTellingTheRoot(String path) {
    PermanentException error =
        catchThrowableOfType(
            PermanentException.class,
            () -> root.find(path, Cancellation.NEVER).forEach(found -> root.open(found.path())));

    assertThat(error.problem().code()).isEqualTo("path-refused");
    assertThat(error.problem().text()).contains("inbox").doesNotContain("secret");
  }

  @Test
  void aLinkInsideTheRootIsFollowed() {
    try (OpenFile file = root.open("inner/a.csv")) {
      assertThat(file.stamp().size()).isEqualTo(1);
    }
    assertThat(root.find("inner/*", Cancellation.NEVER))
        .extracting(FileStore.FileEntry::path)
        .containsExactly("inner/a.csv");
  }

  @Test
  void aMissingFileIsPermanentAndNamesConnectionAndPath() {
    PermanentException error =
        catchThrowableOfType(PermanentException.class, () -> root.open("in/b.csv"));

    assertThat(error.problem().text()).contains("in/b.csv", "inbox").doesNotContain("secret");
    assertThat(error.getCause()).isNull();
  }

  @Test
  void aFolderIsNoFile() {
    assertThat(
            catchThrowableOfType(PermanentException.class, () -> root.open("in")).problem().code())
        .isEqualTo("not-a-file");
  }

  @Test
  void aMissingRootIsTheConnectionsFault() throws IOException {
    Files.delete(folder.resolve("in/a.csv"));
    FileRoot gone =
        FileRoot.of(
            new Connection("inbox", "files", Map.of("root", folder.resolve("gone").toString())));

    assertThat(
            catchThrowableOfType(PermanentException.class, () -> gone.open("a.csv"))
                .problem()
                .text())
        .contains("connection inbox")
        .doesNotContain("secret");
  }

  @Test
  void aConnectionWithoutRootOrOfAnotherTypeIsRefused() {
    assertThat(
            catchThrowableOfType(
                    PermanentException.class,
                    () -> FileRoot.of(new Connection("inbox", "files", Map.of())))
                .problem()
                .message())
        .contains("root");
    assertThat(
            catchThrowableOfType(
                    PermanentException.class,
                    () -> FileRoot.of(new Connection("db", "postgresql", Map.of("root", "/"))))
                .problem()
                .message())
        .contains("postgresql");
  }

  @Test
  void aMissingPermissionIsPermanentAndOtherFailuresPass() {
    PenstockException denied = root.failure("a.csv", new AccessDeniedException("/secret/a.csv"));
    PenstockException broken = root.failure("a.csv", new IOException("Input/output error"));
    PenstockException stale =
        root.failure("a.csv", new FileSystemException("/secret/a.csv", null, "Stale file handle"));

    assertThat(denied).isInstanceOf(PermanentException.class);
    assertThat(broken).isInstanceOf(TransientException.class);
    assertThat(stale).isInstanceOf(TransientException.class);
    assertThat(stale.problem().text()).contains("Stale file handle").doesNotContain("secret");
    assertThat(denied.problem().text()).doesNotContain("secret");
  }

  @Test
  void patternsGoThroughFoldersInTheOrderOfPathsAndNotIntoHiddenOnes() throws IOException {
    write("in/b/2.csv", "in/b/1.csv", "in/z.csv", "in/.x/3.csv", "in/b/.4.csv", "in/b/{5.csv");
    Files.createSymbolicLink(folder.resolve("in/loop"), folder.resolve("in"));
    Files.createSymbolicLink(folder.resolve("in/nowhere.csv"), folder.resolve("gone"));

    assertThat(find("in/**/*.csv"))
        .containsExactly("in/a.csv", "in/b/1.csv", "in/b/2.csv", "in/b/{5.csv", "in/z.csv");
    assertThat(find("in/*/1.csv")).containsExactly("in/b/1.csv");
    assertThat(find("in/loop/{a,z}.csv")).containsExactly("in/loop/a.csv", "in/loop/z.csv");
    for (String path : find("in/b/*")) {
      root.open(path).close();
    }
  }

  @Test
  void aSearchIsBoundedAndCanBeCancelled() throws IOException {
    write("in/b/1.csv", "in/b/2.csv", "in/c/3.csv");

    assertThat(
            catchThrowableOfType(
                    PermanentException.class, () -> root.find("in/**/*.csv", Cancellation.NEVER, 5))
                .problem()
                .code())
        .isEqualTo("too-many-files");
    assertThat(root.find("in/**/*.csv", Cancellation.NEVER, 6)).hasSize(4);
    assertThat(catchThrowableOfType(Cancelled.class, () -> root.find("in/**", () -> true)))
        .isNotNull();
  }

  @Test
  void aCheckTellsWhetherTheFolderCanBeRead() {
    Connection good = new Connection("inbox", "files", Map.of("root", folder.toString()));
    Connection gone = new Connection("inbox", "files", Map.of("root", folder + "/gone"));
    Connection file = new Connection("inbox", "files", Map.of("root", folder + "/in/a.csv"));
    FilesConnectionType type = new FilesConnectionType();

    assertThat(type.check(good).ok()).isTrue();
    assertThat(type.check(file).ok()).isFalse();
    assertThat(type.check(file).toString()).doesNotContain("secret");
    assertThat(
            catchThrowableOfType(PermanentException.class, () -> type.check(gone)).problem().text())
        .contains("inbox")
        .doesNotContain("secret");
  }

  private List<String> find(String pattern) {
    return root.find(pattern, Cancellation.NEVER).stream().map(FileStore.FileEntry::path).toList();
  }

  private void write(String... paths) throws IOException {
    for (String path : paths) {
      Files.createDirectories(folder.resolve(path).getParent());
      Files.writeString(folder.resolve(path), "x");
    }
  }
}
