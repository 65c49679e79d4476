package dev.penstock.source;

import dev.penstock.batch.Columns;
import dev.penstock.column.ColumnTypes;
import dev.penstock.definition.DefinitionLimits;
import dev.penstock.definition.NearMiss;
import dev.penstock.definition.SchemaChange;
import dev.penstock.definition.SourceDefinition;
import dev.penstock.error.PermanentException;
import dev.penstock.error.Problem;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;

/**
 * Settles a stream's columns: what the author declared wins, then what the last published run had
 * under the author's choice of {@link SchemaChange}, then what the source has. Used once.
 */
final class Settlement {
  /**
   * What was settled.
   *
   * @param schema the stream's columns and last the place
   * @param notes what the user should know, one sentence each
   */
  record Result(Schema schema, List<String> notes) {}

  private final Map<String, String> declared;
  private final SchemaChange onChange;
  private final String path;
  private final Map<String, Field> found;
  private final Field place;
  private final @Nullable Map<String, Field> known;
  private final Map<String, Field> settled = new LinkedHashMap<>();
  private final List<String> notes = new ArrayList<>();
  private final List<Problem> problems = new ArrayList<>();

  /**
   * @param path the source's path in the definition, for messages
   * @param known the columns of the last published run, if there was one
   * @param found the columns that the source has now
   */
  Settlement(SourceDefinition definition, String path, @Nullable Schema known, Schema found) {
    this.declared = definition.schema();
    this.onChange = definition.onSchemaChange();
    this.path = path;
    this.known = known == null ? null : byName(known);
    this.found = byName(found);
    this.place = found.getFields().getLast();
  }

  /**
   * @throws PermanentException with all columns that do not agree
   */
  Result settle() {
    declaredColumnsExist();
    if (known == null) {
      found.values().forEach(this::takeNew);
    } else if (onChange == SchemaChange.FAIL) {
      unchanged(known);
    } else {
      known.values().forEach(this::takeKnown);
      found.values().stream()
          .filter(field -> !known.containsKey(field.getName()))
          .forEach(this::takeNewOrLeaveOut);
    }
    distinct();
    if (!problems.isEmpty()) {
      throw new PermanentException(problems);
    }
    List<Field> fields = new ArrayList<>(settled.values());
    fields.add(place);
    return new Result(new Schema(fields), notes);
  }

  private void declaredColumnsExist() {
    for (String name : declared.keySet()) {
      if (!found.containsKey(name) && (known == null || !known.containsKey(name))) {
        problems.add(
            new Problem(
                "column-missing",
                path + ".schema." + name,
                "The source has no column `" + name + "`.",
                NearMiss.advice(name, found.keySet(), "Its columns")));
      }
    }
  }

  private void takeNew(Field field) {
    take(declaredType(field).orElse(field));
  }

  private void takeNewOrLeaveOut(Field field) {
    boolean ignored = onChange == SchemaChange.IGNORE && !declared.containsKey(field.getName());
    if (ignored) {
      notes.add("The column `" + field.getName() + "` is new at the source and is left out.");
    } else {
      notes.add("The column `%s` (%s) is new.".formatted(field.getName(), ColumnTypes.word(field)));
      takeNew(field);
    }
  }

  private void takeKnown(Field last) {
    String name = last.getName();
    Field now = found.get(name);
    if (now == null) {
      notes.add("The column `" + name + "` is missing at the source; it is NULL.");
      String type = declared.get(name);
      take(type == null ? last : ColumnTypes.field(name, type));
      return;
    }
    if (declared.containsKey(name)) {
      takeNew(now);
      return;
    }
    Optional<Field> common = Types.common(last, now);
    boolean widened = common.isPresent() && !Types.same(common.get(), last);
    if (common.isEmpty() || (widened && onChange == SchemaChange.IGNORE)) {
      problems.add(changed(last, now));
      return;
    }
    if (widened) {
      notes.add(
          "The column `%s` is now %s; it was %s."
              .formatted(name, ColumnTypes.word(common.get()), ColumnTypes.word(last)));
    }
    take(common.get());
  }

  /** Everything must be as it was, but for what the author declares. */
  private void unchanged(Map<String, Field> last) {
    String added = listed(found.keySet().stream().filter(name -> !last.containsKey(name)).toList());
    String missing =
        listed(last.keySet().stream().filter(name -> !found.containsKey(name)).toList());
    List<String> changed = new ArrayList<>();
    for (Field before : last.values()) {
      Field now = found.get(before.getName());
      if (now == null) {
        continue;
      }
      Optional<Field> type = declaredType(now);
      if (type.isEmpty() && !Types.same(before, now)) {
        changed.add(
            "`%s` (%s, was %s)"
                .formatted(now.getName(), ColumnTypes.word(now), ColumnTypes.word(before)));
      }
      take(type.orElse(now));
    }
    if (added.isEmpty() && missing.isEmpty() && changed.isEmpty()) {
      return;
    }
    List<String> parts = new ArrayList<>();
    if (!added.isEmpty()) {
      parts.add("new: " + added);
    }
    if (!missing.isEmpty()) {
      parts.add("missing: " + missing);
    }
    if (!changed.isEmpty()) {
      parts.add("of another type: " + String.join(", ", changed));
    }
    problems.add(
        new Problem(
            "schema-changed",
            path + ".on_schema_change",
            "The columns are no longer those of the last published run; "
                + String.join("; ", parts)
                + ".",
            "Correct the source, or set on_schema_change to evolve or ignore."));
  }

  private Optional<Field> declaredType(Field field) {
    String type = declared.get(field.getName());
    if (type == null) {
      return Optional.empty();
    }
    Field wanted = ColumnTypes.field(field.getName(), type);
    if (!Types.readable(field, wanted)) {
      problems.add(
          new Problem(
              "type-mismatch",
              path + ".schema." + field.getName(),
              "The column is %s at the source and cannot be read as %s."
                  .formatted(ColumnTypes.word(field), ColumnTypes.word(wanted)),
              "Declare another type, or none and convert it in a step."));
    }
    // The source's own field where the types are the same: then nothing is converted.
    return Optional.of(Types.same(field, wanted) ? field : wanted);
  }

  private Problem changed(Field last, Field now) {
    return new Problem(
        "type-changed",
        path + ".schema." + last.getName(),
        "The column `%s` is now %s; it was %s in the last published run, which cannot hold it."
            .formatted(last.getName(), ColumnTypes.word(now), ColumnTypes.word(last)),
        "Declare the type under schema (values that do not fit become rejects), correct the source,"
            + " or start a full run to take the columns as they are now.");
  }

  private void take(Field field) {
    settled.put(field.getName(), field);
  }

  private void distinct() {
    if (settled.size() > DefinitionLimits.COLUMNS) {
      problems.add(
          Problem.of(
              "too-many-columns",
              path,
              "The stream has %d columns; at most %d were expected."
                  .formatted(settled.size(), DefinitionLimits.COLUMNS)));
    }
    Map<String, String> byLowerCase = new LinkedHashMap<>();
    for (String name : settled.keySet()) {
      String other = byLowerCase.putIfAbsent(name.toLowerCase(Locale.ROOT), name);
      if (other != null) {
        problems.add(
            new Problem(
                "column-case",
                path,
                "The columns `%s` and `%s` differ in upper and lower case only."
                    .formatted(other, name),
                "Correct the name at the source, or start a full run to take the columns as they"
                    + " are now."));
      }
    }
  }

  private static String listed(List<String> names) {
    return names.stream().map(name -> "`" + name + "`").collect(Collectors.joining(", "));
  }

  private static Map<String, Field> byName(Schema schema) {
    Map<String, Field> fields = new LinkedHashMap<>();
    for (Field field : schema.getFields()) {
      if (!field.getName().equals(Columns.PLACE)) {
        fields.put(field.getName(), field);
      }
    }
    return fields;
  }
}
