package dev.penstock.connector.duckdb;

import static dev.penstock.connector.Vectors.field;
import static dev.penstock.connector.Vectors.schema;

import dev.penstock.connector.Cancellation;
import dev.penstock.connector.Fenced;
import dev.penstock.connector.Vectors;
import dev.penstock.definition.LoadMode;
import dev.penstock.definition.ModelDefinition;
import dev.penstock.definition.TableName;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;

/** Other processes, which may be killed. */
final class Child {
  /** Batches of a run that {@link Load} loads. */
  static final int BATCHES = 60;

  static final int ROWS = 50;

  private Child() {}

  static Process start(Class<?> program, String... arguments) throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:+UseSerialGC",
                "--add-opens=java.base/java.nio=ALL-UNNAMED",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                program.getName()));
    command.addAll(List.of(arguments));
    return new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
  }

  /** Its next line of output; {@code null} at the end. */
  static String line(Process process) throws IOException {
    return String.valueOf(process.inputReader(StandardCharsets.UTF_8).readLine());
  }

  /** Has a file open until its input ends. */
  static final class Hold {
    private Hold() {}

    public static void main(String[] arguments) throws Exception {
      Properties properties = new Properties();
      properties.setProperty("access_mode", "READ_ONLY");
      try (Connection _ = DriverManager.getConnection("jdbc:duckdb:" + arguments[0], properties)) {
        System.out.println("open");
        while (System.in.read() >= 0) {
          // until the parent closes it
        }
      }
    }
  }

  /** Loads and publishes a run from its start, as if nothing had been done before. */
  static final class Load {
    private Load() {}

    public static void main(String[] arguments) throws Exception {
      String run = arguments[1];
      try (Duck duck = new Duck(Path.of(arguments[0]));
          Things things =
              new Things(
                  duck.destination(),
                  schema(field("id", Vectors.BIGINT), field("name", Vectors.TEXT)),
                  LoadMode.valueOf(arguments[2]),
                  "id")) {
        things.models =
            Map.of(
                "names",
                new ModelDefinition(
                    TableName.parse("gold.names"),
                    ModelDefinition.Materialized.TABLE,
                    "SELECT name, count(*) AS things FROM {ref:things} GROUP BY name",
                    List.of()));
        try {
          load(duck, things, run, Long.parseLong(arguments[3]));
        } catch (Fenced e) {
          // The one before was killed while it cleaned.
          if (!published(duck, run)) {
            throw e;
          }
        }
        duck.destination().clean(run, 1);
        System.out.println("done");
      }
    }

    private static void load(Duck duck, Things things, String run, long first) throws Exception {
      for (int batch = 0; batch < BATCHES; batch++) {
        List<List<Object>> rows = new ArrayList<>();
        for (int i = 0; i < ROWS; i++) {
          rows.add(List.of(first + batch * ROWS + i, run));
        }
        things.load(run, "s0", batch, rows);
        System.out.println("loaded");
      }
      things.end(run, "s0", BATCHES);
      if (!published(duck, run)) {
        System.out.println("auditing");
        duck.destination().audit(things.work(run), Cancellation.NEVER);
      }
      System.out.println("publishing");
      System.out.println(duck.destination().publish(things.work(run)).tables().getFirst().rows());
    }

    private static boolean published(Duck duck, String run) {
      return !duck.rows("SELECT 1 FROM _penstock.publication WHERE run_id = '" + run + "'")
          .isEmpty();
    }
  }
}
