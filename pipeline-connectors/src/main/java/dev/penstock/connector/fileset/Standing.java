package dev.penstock.connector.fileset;

import dev.penstock.definition.Finish;
import java.util.List;
import java.util.stream.Collectors;

/** Where a record stands: hidden columns in the order that decides between equal records. */
final class Standing {
  static final List<String> COLUMNS =
      List.of("origin", "place", "split", "sequence", "row").stream()
          .map(name -> Finish.HIDDEN + "_" + name)
          .toList();

  private Standing() {}

  static String order(boolean lastFirst) {
    return COLUMNS.stream()
        .map(column -> Workbench.quoted(column) + (lastFirst ? " DESC" : "") + " NULLS LAST")
        .collect(Collectors.joining(", "));
  }
}
