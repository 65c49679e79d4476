package dev.penstock.api.catalogue;

import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Which tables are meant.
 *
 * @param text stands in the table's name, its description, its pipeline or a column, in any case
 * @param after the table before the first
 */
public record TableFilter(
    Optional<String> text,
    Optional<Layer> layer,
    Optional<String> pipeline,
    Optional<TableKey> after,
    int limit) {
  boolean fits(DefinedTable table, @Nullable Publication last) {
    return layer.map(one -> one == table.layer()).orElse(true)
        && pipeline.map(table.pipeline()::equals).orElse(true)
        && after.map(before -> before.compareTo(table.at()) < 0).orElse(true)
        && text.map(part -> has(table, last, part.toLowerCase(Locale.ROOT))).orElse(true);
  }

  private static boolean has(DefinedTable table, @Nullable Publication last, String part) {
    return in(table.at().table(), part)
        || in(table.description(), part)
        || in(table.pipeline(), part)
        || table.descriptions().entrySet().stream()
            .anyMatch(column -> in(column.getKey(), part) || in(column.getValue(), part))
        || (last != null && last.columns().stream().anyMatch(column -> in(column.name(), part)));
  }

  private static boolean in(String text, String part) {
    return text.toLowerCase(Locale.ROOT).contains(part);
  }
}
