package dev.penstock.examples.step;

import dev.penstock.step.BatchStep;
import dev.penstock.step.StepContext;
import dev.penstock.step.StepRecord;
import dev.penstock.step.StepResult;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Named;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/**
 * SHA-256 of some columns, to see whether a record changed. Batch by batch, so that the digest is
 * made once for many records. Option: {@code of}, the columns.
 */
@Dependent
@Named("fingerprint")
public class FingerprintStep implements BatchStep {
  private static final byte SEPARATOR = 0x1f;
  private static final byte[] NULL = {0};

  private List<String> columns = List.of();

  @Override
  public Map<String, String> columns(StepContext context) {
    return Map.of("fingerprint", "text");
  }

  @Override
  public void open(StepContext context) {
    context.options().only("of");
    columns = context.options().texts("of");
    if (columns.isEmpty()) {
      throw context.options().refused("of", "must name at least one column.");
    }
  }

  @Override
  public List<StepResult> apply(List<StepRecord> records, StepContext context)
      throws GeneralSecurityException {
    MessageDigest digest = MessageDigest.getInstance("SHA-256");
    List<StepResult> results = new ArrayList<>();
    for (StepRecord record : records) {
      for (String column : columns) {
        String text = record.text(column);
        digest.update(text == null ? NULL : text.getBytes(StandardCharsets.UTF_8));
        digest.update(SEPARATOR);
      }
      results.add(StepResult.value("fingerprint", HexFormat.of().formatHex(digest.digest())));
    }
    return results;
  }
}
