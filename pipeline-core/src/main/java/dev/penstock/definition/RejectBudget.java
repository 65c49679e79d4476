package dev.penstock.definition;

import java.math.BigDecimal;

/** How many rejects of a stream a run bears before it fails. */
public sealed interface RejectBudget {
  /** The largest number that a budget may name. */
  long MOST = 1_000_000_000_000L;

  /** Whether so many rejects among so many records read are too many. Counts exactly. */
  boolean passedBy(long rejected, long read);

  /** As an author writes it: {@code 100} or {@code 5%}. */
  String text();

  /**
   * Reads {@link #text}.
   *
   * @throws IllegalArgumentException where it is no budget
   */
  static RejectBudget of(String text) {
    return text.endsWith("%")
        ? new Percent(Double.parseDouble(text.substring(0, text.length() - 1)))
        : new Count(Long.parseLong(text));
  }

  /** At most this many. */
  record Count(long max) implements RejectBudget {
    public Count {
      if (max < 0 || max > MOST) {
        throw new IllegalArgumentException("a budget is 0 to " + MOST);
      }
    }

    @Override
    public boolean passedBy(long rejected, long read) {
      return rejected > max;
    }

    @Override
    public String text() {
      return Long.toString(max);
    }
  }

  /**
   * At most this part of the records that were read, judged when the stream is read to its end.
   *
   * @param max in percent, 0 to 100
   */
  record Percent(double max) implements RejectBudget {
    public Percent {
      if (!(max >= 0 && max <= 100)) {
        throw new IllegalArgumentException("a budget is 0% to 100%");
      }
    }

    @Override
    public boolean passedBy(long rejected, long read) {
      BigDecimal borne = new BigDecimal(plain()).multiply(BigDecimal.valueOf(read));
      return BigDecimal.valueOf(rejected).movePointRight(2).compareTo(borne) > 0;
    }

    @Override
    public String text() {
      return plain() + "%";
    }

    private String plain() {
      BigDecimal exact = BigDecimal.valueOf(max);
      return exact.signum() == 0 ? "0" : exact.stripTrailingZeros().toPlainString();
    }
  }
}
