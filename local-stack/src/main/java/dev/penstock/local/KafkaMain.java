package dev.penstock.local;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/** The broker's own process: formats its folder if it is new, then runs the broker. */
final class KafkaMain {
  private KafkaMain() {}

  /** Arguments: the file of the broker's properties and the id of its cluster. */
  public static void main(String[] arguments) {
    PrintStream output = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    int code =
        kafka.tools.StorageTool.execute(
            new String[] {"format", "--ignore-formatted", "-t", arguments[1], "-c", arguments[0]},
            output);
    if (code != 0) {
      System.exit(code);
    }
    kafka.Kafka.main(new String[] {arguments[0]});
  }
}
