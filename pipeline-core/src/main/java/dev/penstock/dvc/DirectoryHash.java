package dev.penstock.dvc;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.Set;

/**
 * The files of a folder as DVC lists them, and the hash that it makes of the list: the MD5 of a
 * JSON text {@code [{"md5": …, "relpath": …}, …]}, ordered by path, written as Python's {@code
 * json.dumps} does. Empty folders do not count; the rules of a {@code .dvcignore} are not known
 * here.
 *
 * @param entries in the order of their paths
 */
public record DirectoryHash(List<Entry> entries) {
  /** Python orders texts by code point, Java by UTF-16 unit. */
  private static final Comparator<String> BY_CODE_POINT =
      (a, b) -> {
        int i = 0;
        while (i < a.length() && i < b.length()) {
          int left = a.codePointAt(i);
          int right = b.codePointAt(i);
          if (left != right) {
            return Integer.compare(left, right);
          }
          i += Character.charCount(left);
        }
        return Integer.compare(a.length(), b.length());
      };

  /** What DVC never looks into. */
  private static final Set<String> SKIPPED = Set.of(".git", ".hg", ".dvc");

  public DirectoryHash {
    entries = entries.stream().sorted(Comparator.comparing(Entry::path, BY_CODE_POINT)).toList();
  }

  /**
   * A file of the folder.
   *
   * @param path in the folder, with {@code /} between its names
   * @param md5 of its bytes
   * @param size in bytes
   */
  public record Entry(String path, String md5, long size) {}

  /** Reads every file of the folder. */
  public static DirectoryHash of(Path folder) throws IOException {
    List<Entry> entries = new ArrayList<>();
    Files.walkFileTree(
        folder,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path at, BasicFileAttributes attributes) {
            boolean skipped = !at.equals(folder) && SKIPPED.contains(at.getFileName().toString());
            return skipped ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            if (Files.isRegularFile(file)) { // also behind a link, which DVC follows
              entries.add(
                  new Entry(slashed(folder.relativize(file)), DvcHash.md5(file), Files.size(file)));
            }
            return FileVisitResult.CONTINUE;
          }
        });
    return new DirectoryHash(entries);
  }

  public DvcHash hash() {
    long size = entries.stream().mapToLong(Entry::size).sum();
    return new DvcHash(
        DvcHash.md5(listing()) + ".dir", size, OptionalLong.of(entries.size()), false);
  }

  /** What DVC keeps in its cache under the folder's hash. */
  byte[] listing() {
    StringBuilder json = new StringBuilder("[");
    for (Entry entry : entries) {
      json.append(json.length() == 1 ? "{\"md5\": \"" : ", {\"md5\": \"")
          .append(entry.md5())
          .append("\", \"relpath\": ");
      quote(entry.path(), json);
      json.append('}');
    }
    return json.append(']').toString().getBytes(StandardCharsets.US_ASCII);
  }

  private static String slashed(Path path) {
    List<String> names = new ArrayList<>();
    path.forEach(name -> names.add(name.toString()));
    return String.join("/", names);
  }

  /** As Python does: everything that is no printable ASCII is escaped, by UTF-16 unit. */
  private static void quote(String text, StringBuilder json) {
    json.append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '"' -> json.append("\\\"");
        case '\\' -> json.append("\\\\");
        case '\n' -> json.append("\\n");
        case '\r' -> json.append("\\r");
        case '\t' -> json.append("\\t");
        case '\b' -> json.append("\\b");
        case '\f' -> json.append("\\f");
        default -> {
          if (c < ' ' || c > '~') {
            json.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
          } else {
            json.append(c);
          }
        }
      }
    }
    json.append('"');
  }
}
