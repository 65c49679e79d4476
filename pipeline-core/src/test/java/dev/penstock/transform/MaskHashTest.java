package dev.penstock.transform;

import static dev.penstock.transform.Fixture.cast;
import static dev.penstock.transform.Fixture.derive;
import static dev.penstock.transform.Fixture.filter;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.penstock.definition.StepDefinition;
import dev.penstock.definition.StepDefinition.Masking;
import dev.penstock.error.PermanentException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class MaskHashTest {
  private static final String SECRET = "not-a-secret-in-a-test";
  private static final MaskKey KEY = MaskKey.of(SECRET);
  private static final Schema SCHEMA = Fixture.schema("id", "email", "tel");
  private static final StepDefinition STEP =
      new StepDefinition.Mask(
          Map.of("Email", Masking.HASH, "id", Masking.HASH, "tel", Masking.PARTIAL));

  private final Fixture fixture = new Fixture();

  @AfterEach
  void nothingLeaks() {
    fixture.close();
  }

  @Test
  void hashesAreHmacSha256OfTheTextInEveryRunAndBatch() throws Exception {
    List<@Nullable String[]> rows = new ArrayList<>();
    for (int i = 0; i < 1_000; i++) {
      rows.add(
          new @Nullable String[] {
            "" + i, i % 3 == 0 ? null : "ä" + i % 7 + "@example.org", "+49 30 12345" + i
          });
    }
    try (VectorSchemaRoot batch = fixture.batch(SCHEMA, rows);
        StreamTransformer transformer =
            new WholeFile(fixture, Map.of(), KEY)
                .open(
                    batch,
                    cast("id", "integer"),
                    STEP,
                    derive("again", "email"),
                    filter("id IS NOT NULL"));
        TransformResult result = transformer.apply(batch, Fixture.ORIGIN)) {
      assertThat(Fixture.names(transformer.outputSchema()))
          .containsExactly("id", "email", "tel", "again", "_place");
      List<List<@Nullable String>> masked = Fixture.texts(result.rows());
      assertThat(masked).hasSize(1_000);
      for (int i = 0; i < 1_000; i++) {
        String email = rows.get(i)[1];
        assertThat(masked.get(i).get(0)).isEqualTo(hmac("" + i));
        assertThat(masked.get(i).get(1)).isEqualTo(email == null ? null : hmac(email));
        assertThat(masked.get(i).get(3)).isEqualTo(masked.get(i).get(1));
        assertThat(masked.get(i).get(2)).startsWith("***");
      }
    }
  }

  @Test
  void withoutAKeyTheStreamDoesNotOpen() {
    assertThatThrownBy(() -> fixture.open(SCHEMA, STEP))
        .isInstanceOf(PermanentException.class)
        .hasMessageContaining("streams.s.steps[0].mask: `hash` needs a secret key")
        .hasMessageContaining("penstock.mask.key");
  }

  @Test
  void aKeyIsLongEnoughAndNeverShown() {
    assertThatThrownBy(() -> MaskKey.of("short-secret"))
        .hasMessageContaining("16 bytes")
        .hasMessageNotContaining("short-secret");
    assertThat(KEY.toString()).doesNotContain(SECRET);
  }

  private static String hmac(String text) throws Exception {
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(SECRET.getBytes(UTF_8), "HmacSHA256"));
    return HexFormat.of().formatHex(mac.doFinal(text.getBytes(UTF_8)));
  }
}
