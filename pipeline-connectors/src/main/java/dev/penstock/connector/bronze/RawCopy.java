package dev.penstock.connector.bronze;

import dev.penstock.definition.TableName;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.arrow.vector.types.pojo.Field;

/** What is known of the table of a raw copy: the columns that Penstock adds, and the order. */
final class RawCopy {
  /** The columns that no source has. */
  static final Set<String> METADATA =
      Set.of("_batch_id", "_ingested_at", "_source_system", "_source_place");

  private static final String RANK = "_penstock_rank";

  private RawCopy() {}

  /**
   * The columns in their source's types and order; what is in the table alone comes behind them as
   * it is stored.
   *
   * @param remarks gets a sentence for each column that is not as it was noted
   */
  static List<Field> columns(List<Field> noted, List<Field> there, List<String> remarks) {
    Map<String, Field> left = new LinkedHashMap<>();
    there.forEach(field -> left.put(field.getName(), field));
    List<Field> columns = new ArrayList<>();
    for (Field field : noted) {
      if (left.remove(field.getName()) == null) {
        remarks.add("The column " + field.getName() + " is no longer in the table.");
      } else {
        columns.add(field);
      }
    }
    left.values()
        .forEach(
            field -> {
              remarks.add(
                  "The column " + field.getName() + " was not noted; it has the table's type.");
              columns.add(field);
            });
    return columns;
  }

  /**
   * SQL that gives the records as they came: run after run, in each by origin, place, split and
   * batch. Its first column numbers them.
   */
  static String inOrder(TableName table, List<String> columns) {
    String names = columns.stream().map(RawCopy::quoted).collect(Collectors.joining(", "));
    return """
        SELECT row_number() OVER (ORDER BY _penstock_1, _penstock_2 COLLATE "C",
          _penstock_3 COLLATE "C", _penstock_4, _penstock_5 COLLATE "C", _penstock_6, _penstock_7)
          AS %s, %s
        FROM (SELECT %s,
          min(_ingested_at) OVER (PARTITION BY split_part(_batch_id, '/', 1)) AS _penstock_1,
          split_part(_batch_id, '/', 1) AS _penstock_2,
          regexp_replace(_source_place, ':-?[0-9]+$', '') AS _penstock_3,
          substring(_source_place from ':(-?[0-9]+)$')::numeric AS _penstock_4,
          split_part(_batch_id, '/', 3) AS _penstock_5,
          substring(_batch_id from '/([0-9]+)$')::bigint AS _penstock_6,
          ctid AS _penstock_7
          FROM %s) AS _penstock_0"""
        .formatted(RANK, names, names, table.quoted());
  }

  /** A name that holds no semicolon, which a query must not have. */
  private static String quoted(String name) {
    if (name.indexOf(';') < 0) {
      return '"' + name.replace("\"", "\"\"") + '"';
    }
    String escaped = name.replace("\\", "\\\\").replace("\"", "\"\"").replace(";", "\\003B");
    return "U&\"" + escaped + '"';
  }
}
