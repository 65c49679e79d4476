package dev.penstock.connector.binary;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.penstock.connector.files.FileStamp;
import dev.penstock.connector.files.FileStore.FileEntry;
import java.util.ArrayList;
import java.util.List;

/**
 * The files of one split.
 *
 * @param first the number of its first file among all of the stream, counted from 1
 */
record FileGroup(long first, List<FileEntry> files) {
  private static final int MAX_FILES = 500;
  private static final long MAX_BYTES = 64L << 20;

  /** What the paths may take, so that the split's task stays a small message. */
  private static final int MAX_TEXT = 128 * 1024;

  FileGroup {
    files = List.copyOf(files);
  }

  /** Cuts a list into groups of neighbours. */
  static List<FileGroup> of(List<FileEntry> files) {
    List<FileGroup> groups = new ArrayList<>();
    int from = 0;
    long bytes = 0;
    int text = 0;
    for (int i = 0; i < files.size(); i++) {
      FileEntry file = files.get(i);
      int length = file.path().length();
      boolean full =
          i - from == MAX_FILES
              || bytes + file.stamp().size() > MAX_BYTES
              || text + length > MAX_TEXT;
      if (full && i > from) {
        groups.add(new FileGroup(from + 1L, files.subList(from, i)));
        from = i;
        bytes = 0;
        text = 0;
      }
      bytes += file.stamp().size();
      text += length;
    }
    groups.add(new FileGroup(from + 1L, files.subList(from, files.size())));
    return groups;
  }

  long bytes() {
    return files.stream().mapToLong(file -> file.stamp().size()).sum();
  }

  JsonNode toJson() {
    ObjectNode json = JsonNodeFactory.instance.objectNode().put("first", first);
    ArrayNode list = json.putArray("files");
    for (FileEntry file : files) {
      list.addArray().add(file.path()).add(file.stamp().size()).add(file.stamp().version());
    }
    return json;
  }

  static FileGroup fromJson(JsonNode json) {
    List<FileEntry> files = new ArrayList<>();
    for (JsonNode file : json.required("files")) {
      files.add(
          new FileEntry(
              file.required(0).textValue(),
              new FileStamp(file.required(1).longValue(), file.required(2).textValue())));
    }
    return new FileGroup(json.required("first").longValue(), files);
  }
}
