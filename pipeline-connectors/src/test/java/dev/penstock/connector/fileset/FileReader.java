package dev.penstock.connector.fileset;

import dev.penstock.connector.Cancellation;
import dev.penstock.connector.files.FileTree;
import dev.penstock.connector.files.WorkFolder;
import dev.penstock.connector.fileset.Manifest.Column;
import dev.penstock.connector.fileset.Manifest.DataFile;
import dev.penstock.connector.fileset.Manifest.Table;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** A reader as the documentation asks for: the manifest first, then its files. */
final class FileReader {
  private FileReader() {}

  /** The rows of a table in order, values joined by a bar; empty where no manifest names it. */
  static Optional<List<String>> rows(FileTree tree, String table) {
    return new Manifests(tree).table(table).map(found -> rows(tree, found));
  }

  /** Those of a table that was found, whose files must be what the manifest says. */
  static List<String> rows(FileTree tree, Table table) {
    try (WorkFolder folder = WorkFolder.create();
        Connection connection = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = connection.createStatement()) {
      statement.execute("SET TimeZone='UTC'");
      Set<String> paths = new HashSet<>();
      List<String> parts = new ArrayList<>();
      for (DataFile file : table.files()) {
        if (!paths.add(file.path())) {
          throw new AssertionError("named twice: " + file.path());
        }
        Path copy = folder.next("." + table.format());
        tree.fetch(file.path(), copy, Cancellation.NEVER);
        WorkFolder.Digest digest = folder.digest(copy);
        if (!digest.sha256().equals(file.sha256())
            || !digest.md5().equals(file.md5())
            || digest.bytes() != file.bytes()) {
          throw new AssertionError("another content: " + file.path());
        }
        String from = "'" + copy + "'";
        String part =
            switch (table.format()) {
              case "parquet" -> "read_parquet(" + from + ")";
              case "csv" ->
                  "read_csv("
                      + from
                      + ", header=true, all_varchar=true, nullstr='', allow_quoted_nulls=false)";
              default -> "read_json(" + from + ", format='newline_delimited', sample_size=-1)";
            };
        try (ResultSet count = statement.executeQuery("SELECT count(*) FROM " + part)) {
          count.next();
          if (count.getLong(1) != file.rows()) {
            throw new AssertionError("other rows: " + file.path());
          }
        }
        parts.add("SELECT * FROM " + part);
      }
      if (parts.isEmpty()) {
        return List.of();
      }
      String columns =
          table.columns().stream()
              .map(Column::name)
              .map(name -> '"' + name + '"')
              .collect(Collectors.joining(", "));
      List<String> rows = new ArrayList<>();
      try (ResultSet result =
          statement.executeQuery(
              "SELECT "
                  + columns
                  + " FROM ("
                  + String.join(" UNION ALL BY NAME ", parts)
                  + ") ORDER BY ALL")) {
        while (result.next()) {
          List<String> values = new ArrayList<>();
          for (int i = 1; i <= result.getMetaData().getColumnCount(); i++) {
            Object value = result.getObject(i);
            values.add(
                switch (value) {
                  case null -> "∅";
                  case Boolean truth -> truth ? "t" : "f";
                  default -> result.getString(i);
                });
          }
          rows.add(String.join("|", values));
        }
      }
      return rows;
    } catch (SQLException e) {
      throw new AssertionError(e);
    }
  }
}
