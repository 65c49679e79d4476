package dev.penstock.definition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.penstock.error.PermanentException;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How an output's files are written, as people write it. */
class FilesDefinitionTest {
  @Test
  void anArchiveHasMembersAndIsTracked() {
    FilesDefinition files =
        parse(
                "key: [id], files: { format: tar, part_rows: 100, members: { a: jpg, m: mask.png },"
                    + " dvc: stage }")
            .layout()
            .files()
            .orElseThrow();

    assertThat(files)
        .isEqualTo(
            new FilesDefinition(
                FilesDefinition.Format.TAR,
                OptionalLong.of(100),
                Map.of("a", "jpg", "m", "mask.png"),
                Optional.of(FilesDefinition.Tracking.STAGE)));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "key: [id], files: { format: tra }                     | .format     | Did you mean `tar`",
        "key: [id], files: { format: tar, member: { a: jpg } } | .member     | Did you mean `members`",
        "files: { format: tar }                                | ''          | has no key",
        "key: [id], mode: upsert, files: { format: tar }       | ''          | never read back",
        "files: { format: csv, members: { a: jpg } }           | .members    | only a tar archive",
        "key: [id], files: { format: tar, members: { a: J/p } } | .members.a | is not allowed",
        "key: [id], files: { format: tar, members: { a: json } } | .members.a | the record itself",
        "key: [id], files: { format: tar, members: { a: jpg, b: jpg } } | .members.b | Column `a` has",
        "key: [id], files: { format: tar, members: {} }        | .members    | at least 1",
        "files: { dvc: stages }                                | .dvc        | Did you mean `stage`",
        "mode: append, files: { dvc: file }                    | .dvc        | a whole dataset",
      })
  void aMistakeIsToldWithItsPlace(String fields, String place, String message) {
    PermanentException mistake =
        catchThrowableOfType(PermanentException.class, () -> parse(fields));

    assertThat(mistake.problems())
        .singleElement()
        .satisfies(
            problem -> {
              assertThat(problem.where()).isEqualTo("streams.s.outputs.t.files" + place);
              assertThat(problem.message() + " " + problem.advice()).contains(message);
            });
  }

  private static OutputDefinition parse(String fields) {
    return new DefinitionParser()
            .parse(
                """
            apiVersion: penstock/v1
            name: p
            streams:
              s:
                source: { connection: c, path: a.csv, format: csv }
                outputs:
                  t: { connection: w, table: silver.t, %s }
            """
                    .formatted(fields))
            .stream("s")
            .output("t");
  }
}
