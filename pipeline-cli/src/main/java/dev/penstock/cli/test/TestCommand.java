package dev.penstock.cli.test;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.penstock.cli.client.CliException;
import dev.penstock.cli.client.Exit;
import dev.penstock.cli.client.LocalCommand;
import dev.penstock.cli.client.OutputOptions;
import dev.penstock.cli.definition.EffectiveFile;
import dev.penstock.cli.definition.InvalidException;
import dev.penstock.cli.definition.Mistake;
import dev.penstock.cli.definition.OfflineOptions;
import dev.penstock.cli.definition.PipelineFile;
import dev.penstock.cli.terminal.Console;
import dev.penstock.cli.terminal.Style;
import dev.penstock.connector.Connections;
import dev.penstock.definition.PipelineDefinition;
import dev.penstock.error.PenstockException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code test}: runs tests of pipelines without Kafka and without a server. */
@Command(
    name = "test",
    description = "Runs tests of pipelines (NAME.test.yaml) without Kafka and without a server.")
public final class TestCommand extends LocalCommand {
  private static final long BYTES = 256L << 20;
  private static final int WIDTH = 120;

  @Parameters(paramLabel = "FILE", arity = "1..*", description = "Test files, or folders of them.")
  private List<Path> files = new ArrayList<>();

  @Option(names = "--only", paramLabel = "TEXT", description = "Tests whose name has the text.")
  private String only = "";

  @Option(names = "--report", paramLabel = "FILE", description = "Writes JUnit XML.")
  private @Nullable Path report;

  @Option(
      names = "--update",
      description =
          "Writes what came out into the test files as what is expected; asks first. Comments in"
              + " the files are lost.")
  private boolean update;

  @Option(
      names = {"-y", "--yes"},
      description = "Does not ask.")
  private boolean yes;

  @Mixin private OutputOptions output = new OutputOptions();

  @Override
  protected Exit call(Console console) {
    if (update && !only.isEmpty()) {
      throw usage("--update writes whole files; leave out --only.");
    }
    List<TestFile> read = new ArrayList<>();
    for (Path file : PipelineFile.find(files, true)) {
      read.add(TestFile.read(file));
    }
    Map<Path, List<Verdict>> all = new LinkedHashMap<>();
    for (TestFile file : read) {
      List<Verdict> verdicts = new ArrayList<>();
      List<Finding> findings = new ArrayList<>();
      for (TestFile.Case test : file.cases()) {
        if (test.name().contains(only)) {
          verdicts.add(run(file, test, console, findings));
          if (!output.json()) {
            show(console, file, verdicts.getLast());
          }
        }
      }
      all.put(file.path(), verdicts);
      if (update && verdicts.stream().anyMatch(verdict -> !verdict.passed())) {
        update(console, file, findings);
      }
    }
    if (report != null) {
      JunitReport.write(report, all);
    }
    return summary(console, all);
  }

  private static Verdict run(
      TestFile file, TestFile.Case test, Console console, List<Finding> findings) {
    long begin = System.nanoTime();
    Path folder = null;
    try (BufferAllocator allocator = new RootAllocator(BYTES)) {
      folder = Files.createTempDirectory("penstock-test");
      PipelineDefinition pipeline =
          EffectiveFile.read(
                  file.pipeline(),
                  test.environment().orElse(null),
                  test.parameters(),
                  new OfflineOptions().surroundings(new Connections(List.of())))
              .definition();
      Bench bench = Bench.of(pipeline, test, folder);
      Finding found = new Trial(bench, allocator).run(folder.resolve("test.duckdb"));
      findings.add(found);
      return Verdict.of(test, found, Math.min(console.width(), WIDTH), millis(begin));
    } catch (InvalidException e) {
      throw e;
    } catch (PenstockException e) {
      if (e.problems().stream().anyMatch(problem -> problem.where().startsWith(test.at()))) {
        throw new InvalidException(Mistake.of(file.path(), file.text(), e.problems()));
      }
      return new Verdict(test.name(), Trial.lines(e), List.of(), millis(begin));
    } catch (IOException e) {
      throw new CliException("There is no room for temporary files: " + e.getMessage());
    } finally {
      delete(folder);
    }
  }

  private static void show(Console console, TestFile file, Verdict verdict) {
    String word =
        verdict.passed() ? console.paint(Style.GOOD, "passed") : console.paint(Style.BAD, "FAILED");
    console.line(word + "  " + file.path().getFileName() + ": " + verdict.name());
    verdict.differences().forEach(line -> console.line("        " + line));
    verdict.skipped().forEach(line -> console.line("        skipped: " + line));
  }

  private void update(Console console, TestFile file, List<Finding> findings) {
    if (findings.size() < file.cases().size()) {
      throw new CliException(
          file.path() + " is not changed: a test of it ended before anything came out.");
    }
    if (!yes && !console.terminal()) {
      throw usage("--update would write " + file.path() + ". Say so: --yes");
    }
    if (yes || console.confirm("Write what came out into " + file.path() + "?")) {
      Expectations.update(file, findings);
      console.note("Written: " + file.path());
    }
  }

  private Exit summary(Console console, Map<Path, List<Verdict>> all) {
    List<Verdict> verdicts = all.values().stream().flatMap(List::stream).toList();
    if (verdicts.isEmpty()) {
      throw new CliException(Exit.NOT_FOUND, "No test has `" + only + "` in its name.");
    }
    long failed = verdicts.stream().filter(verdict -> !verdict.passed()).count();
    if (output.json()) {
      console.raw(json(all).toPrettyString());
    } else {
      long millis = verdicts.stream().mapToLong(Verdict::millis).sum();
      console.line(
          verdicts.size()
              + (verdicts.size() == 1 ? " test, " : " tests, ")
              + (failed == 0 ? "all passed" : failed + " FAILED")
              + ", "
              + millis
              + " ms");
    }
    return failed == 0 ? Exit.FINE : Exit.FAILED;
  }

  private static ObjectNode json(Map<Path, List<Verdict>> all) {
    ObjectNode document = JsonNodeFactory.instance.objectNode();
    ArrayNode items = document.putArray("items");
    all.forEach(
        (file, verdicts) ->
            verdicts.forEach(
                verdict -> {
                  ObjectNode one =
                      items
                          .addObject()
                          .put("file", file.toString())
                          .put("name", verdict.name())
                          .put("passed", verdict.passed())
                          .put("millis", verdict.millis());
                  verdict.differences().forEach(one.putArray("differences")::add);
                  verdict.skipped().forEach(one.putArray("skipped")::add);
                }));
    return document;
  }

  private static long millis(long begin) {
    return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin);
  }

  private static void delete(@Nullable Path folder) {
    if (folder == null) {
      return;
    }
    try (Stream<Path> inside = Files.walk(folder)) {
      for (Path path : inside.sorted(java.util.Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(path);
      }
    } catch (IOException e) {
      // the system clears its temporary files by itself
    }
  }
}
