package dev.penstock.dvc;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * A {@code .dvc} file: the hash of one file or folder, as {@code dvc add} writes it beside what it
 * tracks.
 *
 * @param name of the file or folder, in the folder of the {@code .dvc} file
 */
public record DvcFile(String name, DvcHash hash) {
  /** Behind the name of what is tracked. */
  public static final String SUFFIX = ".dvc";

  /** The text of the file. */
  public String text() {
    ObjectNode root = Yaml.map();
    ObjectNode out = root.putArray("outs").addObject();
    hash.writeTo(out);
    out.put("hash", "md5");
    out.put("path", name);
    return Yaml.text(root);
  }

  /** Tells DVC what the folder holds now; the file beside it is replaced at once. */
  public static DvcFile track(Path folder) throws IOException {
    DvcFile file = new DvcFile(folder.getFileName().toString(), DvcHash.of(folder));
    file.writeBeside(folder);
    return file;
  }

  /** Writes the file beside what it tracks, in place of the one that is there. */
  public void writeBeside(Path tracked) throws IOException {
    Path file = tracked.resolveSibling(name + SUFFIX);
    Yaml.replace(file, text().getBytes(StandardCharsets.UTF_8));
  }
}
