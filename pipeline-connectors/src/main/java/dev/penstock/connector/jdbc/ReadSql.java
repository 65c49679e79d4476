package dev.penstock.connector.jdbc;

import com.fasterxml.jackson.databind.JsonNode;
import dev.penstock.connector.SourceBatch;
import dev.penstock.connector.jdbc.Part.Mode;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The statement that reads a split: the chosen columns, then the row's key or address, then the
 * bytes of its long values. A row with too many of them comes with the beginnings of its values
 * only, so that no row takes more memory than a record may.
 */
final class ReadSql {
  private static final String KEY = "_penstock_key";
  private static final String BYTES = "_penstock_bytes";

  private final Relation relation;
  private final Dialect dialect;
  private final Part part;

  private ReadSql(Relation relation, Part part) {
    this.relation = relation;
    this.dialect = relation.dialect();
    this.part = part;
  }

  /**
   * @param key the key or address behind which to go on, of a part that has them
   */
  static String of(Relation relation, Part part, @Nullable JsonNode key) {
    return new ReadSql(relation, part).build(key);
  }

  private String build(@Nullable JsonNode after) {
    String outer = relation.chosen().stream().map(this::bounded).collect(Collectors.joining(", "));
    String inner =
        relation.all().stream()
            .filter(column -> relation.chosen().contains(column) || orders(column))
            .map(relation::quoted)
            .collect(Collectors.joining(", "));
    String order = part.keyed() ? " ORDER BY " + key() : "";
    String fence = dialect.fence(order);
    return "SELECT %s, s.%s, s.%s FROM (SELECT %s, %s AS %s, %s AS %s FROM %s WHERE %s%s) s%s"
        .formatted(
            outer,
            KEY,
            BYTES,
            inner,
            key(),
            KEY,
            bytes(),
            BYTES,
            relation.from(),
            String.join(" AND ", conditions(after)),
            fence,
            outerOrder());
  }

  private boolean orders(SqlColumn column) {
    return part.order().contains(column.name());
  }

  private String bounded(SqlColumn column) {
    String name = "s." + dialect.quoted(column.name());
    String value = dialect.selected(column, name);
    return column.sized()
        ? "CASE WHEN s.%s > %d THEN %s ELSE %s END"
            .formatted(BYTES, SourceBatch.MAX_RECORD_BYTES, dialect.cut(column, name), value)
        : value;
  }

  private String bytes() {
    return relation.chosen().stream()
        .filter(SqlColumn::sized)
        .map(column -> " + coalesce(" + dialect.length(column, relation.quoted(column)) + ", 0)")
        .collect(Collectors.joining("", "0", ""));
  }

  private String key() {
    if (part.mode() == Mode.PAGES) {
      return "t.ctid";
    }
    return part.column() == null ? "NULL" : relation.quoted(column());
  }

  private SqlColumn column() {
    String name = part.column();
    if (name == null) {
      throw new IllegalStateException("a range without a column");
    }
    return relation.column(name, "split_by");
  }

  private String outerOrder() {
    return switch (part.mode()) {
      case KEY, PAGES -> " ORDER BY s." + KEY;
      case COUNTED ->
          " ORDER BY "
              + part.order().stream()
                  .map(name -> relation.column(name, "split_by"))
                  .map(c -> dialect.ordered(c, "s." + dialect.quoted(c.name())))
                  .collect(Collectors.joining(", "));
      case NATURAL, NOTHING -> "";
    };
  }

  private List<String> conditions(@Nullable JsonNode after) {
    List<String> all = new ArrayList<>();
    all.add(part.mode() == Mode.NOTHING ? "1 = 0" : "1 = 1");
    part.window().ifPresent(window -> all.add(relation.condition(window)));
    all.addAll(range());
    if (after != null && part.keyed()) {
      all.add(key() + " > " + literal(after.asText()));
    }
    return all;
  }

  private List<String> range() {
    Part.Range range = part.range();
    List<String> bounds = new ArrayList<>();
    if (range.from() != null) {
      bounds.add(key() + " >= " + literal(range.from()));
    }
    if (range.to() != null) {
      bounds.add(key() + " < " + literal(range.to()));
    }
    if (range.through() != null) {
      bounds.add(key() + " <= " + literal(range.through()));
    }
    if (range.nulls() && !bounds.isEmpty()) {
      return List.of("(" + String.join(" AND ", bounds) + " OR " + key() + " IS NULL)");
    }
    return bounds;
  }

  private String literal(String text) {
    return part.mode() == Mode.PAGES
        ? "'" + text.replace("'", "''") + "'::tid"
        : dialect.literal(column(), text);
  }
}
