package dev.penstock.dvc;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DirectoryHashTest {
  /** The folder and its hash are those of DVC's own tests (3.x, dvc/testing/workspace_tests.py). */
  static Path knownFolder(Path parent) throws IOException {
    Path dir = parent.resolve("dir");
    Files.createDirectories(dir.resolve("subdir"));
    Files.writeString(dir.resolve("file"), "file");
    Files.writeString(dir.resolve("subdir/subfile"), "subfile");
    return dir;
  }

  static final DvcHash KNOWN =
      new DvcHash("b6dcab6ccd17ca0a8bf4a215a37d14cc.dir", 11, OptionalLong.of(2), false);

  @Test
  void aFolderHasTheHashThatDvcGivesIt(@TempDir Path folder) throws IOException {
    assertThat(DvcHash.of(knownFolder(folder))).isEqualTo(KNOWN);
  }

  @Test
  void aFileHasTheHashThatDvcGivesItWhateverItsLineEnds(@TempDir Path folder) throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "file");
    Path lines = Files.writeString(folder.resolve("lines"), "a\r\nb\r\n");

    assertThat(DvcHash.of(file))
        .isEqualTo(new DvcHash("8c7dd922ad47494fc02c388e12c00eac", 4, OptionalLong.empty(), false));
    // md5sum; DVC 2 left out the \r, DVC 3 does not
    assertThat(DvcHash.of(lines).md5()).isEqualTo("59b0d7772f0561efb95518f3cb8abc60");
  }

  @Test
  void anyNameIsOrderedAndWrittenAsPythonDoesIt() {
    List<String> names =
        List.of(
            "\u00fc \u00f6.txt",
            "quote\"back\\slash",
            "tab\tline\n",
            "\ud83d\udc26 bird",
            "\uff5e wide",
            "del\u007f",
            "a/b",
            "a-b");
    DirectoryHash listing =
        new DirectoryHash(
            Stream.iterate(0, i -> i + 1)
                .limit(names.size())
                .map(i -> new DirectoryHash.Entry(names.get(i), md5("abcdefgh".charAt(i)), 1))
                .toList());

    // json.dumps(sorted(list, key=itemgetter("relpath")), sort_keys=True) of Python 3.11
    assertThat(new String(listing.listing(), StandardCharsets.US_ASCII))
        .startsWith("[{\"md5\": \"2510c39011c5be704182423e3a695e91\", \"relpath\": \"a-b\"}, {")
        .contains("\"relpath\": \"del\\u007f\"}")
        .contains("\"relpath\": \"quote\\\"back\\\\slash\"}")
        .contains("\"relpath\": \"tab\\tline\\n\"}")
        .contains("\"relpath\": \"\\u00fc \\u00f6.txt\"}")
        .endsWith("\"relpath\": \"\\ud83d\\udc26 bird\"}]");
    assertThat(listing.hash().md5()).isEqualTo("8ceb59a3a75294aee062fe707aba28a4.dir");
  }

  @Test
  void anEmptyFolderHasTheHashOfAnEmptyList(@TempDir Path folder) throws IOException {
    assertThat(DvcHash.of(folder))
        .isEqualTo(
            new DvcHash("d751713988987e9331980363e24189ce.dir", 0, OptionalLong.of(0), false));
  }

  @Test
  void onlyTheContentAndThePathsCount(@TempDir Path folder) throws IOException {
    Path dir = knownFolder(folder);
    Files.createDirectories(dir.resolve("empty/below"));
    Files.createDirectories(dir.resolve(".git"));
    Files.writeString(dir.resolve(".git/HEAD"), "ref");
    Files.setLastModifiedTime(dir.resolve("file"), FileTime.fromMillis(0));

    assertThat(DvcHash.of(dir)).isEqualTo(KNOWN);

    Files.move(dir.resolve("file"), dir.resolve("file2"));

    assertThat(DvcHash.of(dir).md5()).isNotEqualTo(KNOWN.md5());
  }

  private static String md5(char content) {
    return DvcHash.md5(String.valueOf(content).getBytes(StandardCharsets.UTF_8));
  }
}
