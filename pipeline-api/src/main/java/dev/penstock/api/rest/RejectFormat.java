package dev.penstock.api.rest;

import jakarta.ws.rs.core.MediaType;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** In which form rejects are answered. */
enum RejectFormat {
  JSON(MediaType.APPLICATION_JSON),
  JSONL(RejectFormat.JSON_LINES_TYPE),
  CSV(RejectFormat.CSV_TYPE);

  static final String JSON_LINES_TYPE = "application/x-ndjson";
  static final String CSV_TYPE = "text/csv";

  private final String type;

  RejectFormat(String type) {
    this.type = type;
  }

  String type() {
    return type;
  }

  String extension() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** As the parameter says, else what the client likes best; JSON where it takes anything. */
  static RejectFormat of(@Nullable String parameter, List<MediaType> accepted) {
    return Parameters.oneOf("format", parameter, RejectFormat.class)
        .orElseGet(
            () ->
                accepted.stream()
                    .flatMap(
                        type ->
                            Arrays.stream(values())
                                .filter(format -> type.isCompatible(MediaType.valueOf(format.type)))
                                .limit(1))
                    .findFirst()
                    .orElse(JSON));
  }
}
