package dev.penstock.connector.json;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import dev.penstock.connector.files.OpenFile;
import dev.penstock.definition.NearMiss;
import dev.penstock.error.PermanentException;
import dev.penstock.error.Problem;
import java.util.Set;

/** What can be wrong with a whole document; none of it passes by waiting. */
final class JsonErrors {
  private JsonErrors() {}

  static PermanentException malformed(OpenFile file, JsonProcessingException e) {
    String reason = e.getOriginalMessage().lines().findFirst().orElse("");
    return new PermanentException(
        new Problem(
            "bad-json",
            at(file, e.getLocation()),
            "This file of %s is not sound JSON: %s.".formatted(file.connection(), reason),
            "Correct the file. If it has a record on each line, read it with format: jsonl."));
  }

  static PermanentException more(OpenFile file, JsonLocation location) {
    return new PermanentException(
        new Problem(
            "bad-json",
            at(file, location),
            "There is more behind the document of this file of %s; one document was expected."
                .formatted(file.connection()),
            "If the file has a record on each line, read it with format: jsonl."));
  }

  static PermanentException noRecords(
      OpenFile file, RecordPath path, int missing, Set<String> names) {
    RecordPath.Field field = (RecordPath.Field) path.steps().get(missing);
    return new PermanentException(
        new Problem(
            "records-missing",
            file.path(),
            "The records were expected at %s, but %s has no field `%s`."
                .formatted(path.text(path.steps().size()), path.text(missing), field.name()),
            NearMiss.advice(field.name(), names, "The fields there")));
  }

  private static String at(OpenFile file, JsonLocation location) {
    return location == null
        ? file.path()
        : "%s, line %d, column %d"
            .formatted(file.path(), location.getLineNr(), location.getColumnNr());
  }
}
