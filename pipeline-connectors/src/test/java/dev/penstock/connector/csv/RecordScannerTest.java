package dev.penstock.connector.csv;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import de.siegmar.fastcsv.reader.FieldMismatchStrategy;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class RecordScannerTest {
  private static final String ALPHABET = "ab,,\"\"\"\n\n\r";

  /** A record as the scanner sees it. */
  private record Found(long start, long end, long line, boolean misquoted) {}

  private record Scan(List<Found> records, RecordScanner.End end, long quoteLine) {}

  @Test
  void findsTheSameRecordsInWhateverPiecesTheBytesCome() {
    long seed = new SplittableRandom().nextLong();
    RandomGenerator random = new SplittableRandom(seed);
    for (int round = 0; round < 20_000; round++) {
      String text = text(random);
      Scan whole = scan(text, text.length() + 1, random);

      assertThat(scan(text, 3, random)).as("seed %d, %s", seed, shown(text)).isEqualTo(whole);
    }
  }

  @Test
  void agreesWithTheParserOnRecords() {
    long seed = new SplittableRandom().nextLong();
    RandomGenerator random = new SplittableRandom(seed);
    int compared = 0;
    for (int round = 0; round < 20_000; round++) {
      String text = text(random);
      Scan scan = scan(text, text.length() + 1, random);
      if (scan.end() == RecordScanner.End.IN_QUOTES
          || scan.records().stream().anyMatch(Found::misquoted)) {
        continue;
      }
      List<List<String>> fields = new ArrayList<>();
      for (CsvRecord found : lenient().ofCsvRecord(text)) {
        fields.add(found.getFields());
      }

      assertThat(scan.records()).as("seed %d, %s", seed, shown(text)).hasSameSizeAs(fields);
      for (int i = 0; i < fields.size(); i++) {
        Found found = scan.records().get(i);
        String before = text.substring(0, (int) found.start());
        assertThat(found.line())
            .as("seed %d, %s", seed, shown(text))
            .isEqualTo(1 + Pattern.compile("\\r\\n|\\r|\\n").matcher(before).results().count());
        String alone = text.substring((int) found.start(), (int) found.end());
        assertThat(lenient().ofSingleCsvRecord(alone).getFields())
            .as("seed %d, %s", seed, shown(text))
            .isEqualTo(fields.get(i));
      }
      compared++;
    }
    assertThat(compared).isGreaterThan(1_000);
  }

  @Test
  void tellsWhereAQuoteIsLeftOpen() {
    Scan scan = scan("a,b\n\"x\ny\",1\r\nc,\"d\ne\n", 100, new SplittableRandom(1));

    assertThat(scan.end()).isEqualTo(RecordScanner.End.IN_QUOTES);
    assertThat(scan.quoteLine()).isEqualTo(4);
    assertThat(scan.records()).hasSize(2);
  }

  /** Lets records differ in their number of fields. */
  private static CsvReader.CsvReaderBuilder lenient() {
    return CsvReader.builder()
        .extraFieldStrategy(FieldMismatchStrategy.IGNORE)
        .missingFieldStrategy(FieldMismatchStrategy.IGNORE);
  }

  private static String text(RandomGenerator random) {
    StringBuilder text = new StringBuilder();
    for (int left = random.nextInt(40); left > 0; left--) {
      text.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
    }
    return text.toString();
  }

  private static Scan scan(String text, int longestPiece, RandomGenerator random) {
    byte[] bytes = text.getBytes(US_ASCII);
    RecordScanner scanner = new RecordScanner((byte) ',', (byte) '"', 0, 1);
    List<Found> found = new ArrayList<>();
    int from = 0;
    while (from < bytes.length) {
      int to =
          Math.min(bytes.length, from + (longestPiece > 3 ? longestPiece : random.nextInt(1, 4)));
      int at = scanner.scan(bytes, from, to);
      while (at >= 0) {
        assertThat(scanner.offset()).isEqualTo(at);
        found.add(record(scanner));
        at = scanner.scan(bytes, at, to);
      }
      from = to;
    }
    assertThat(scanner.offset()).isEqualTo(bytes.length);
    RecordScanner.End end = scanner.finish();
    if (end == RecordScanner.End.RECORD) {
      found.add(record(scanner));
    }
    long quoteLine = end == RecordScanner.End.IN_QUOTES ? scanner.quoteLine() : 0;
    RecordScanner.End normal =
        end == RecordScanner.End.RECORD ? RecordScanner.End.BETWEEN_RECORDS : end;
    return new Scan(found, normal, quoteLine);
  }

  private static Found record(RecordScanner scanner) {
    return new Found(
        scanner.recordStart(), scanner.offset(), scanner.recordLine(), scanner.misquoted());
  }

  private static String shown(String text) {
    return text.replace("\n", "\\n").replace("\r", "\\r");
  }
}
