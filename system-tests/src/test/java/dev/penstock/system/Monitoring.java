package dev.penstock.system;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** What the project gives to whoever monitors it: the page of metrics, dashboards and rules. */
final class Monitoring {
  static final Path FOLDER = TestBed.project().resolve("deploy/monitoring");
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Pattern NAME = Pattern.compile("penstock_\\w+");
  private static final Pattern RULE =
      Pattern.compile("- alert: (\\w+)\\s+expr: >-\\s+(.*)\\n(?s:.*?)runbook_url: (\\S+)");

  private Monitoring() {}

  /** A line of the page. */
  record Listed(String name, String type, Set<String> labels, boolean always) {}

  /** A rule of the file. */
  record Rule(String name, String expression, String runbook) {}

  /** A dashboard's file and content. */
  record Dashboard(String file, JsonNode json) {
    List<JsonNode> panels() {
      List<JsonNode> panels = new ArrayList<>();
      json.path("panels").forEach(panels::add);
      return panels;
    }

    List<String> expressions() {
      List<String> all = new ArrayList<>();
      for (JsonNode panel : panels()) {
        panel.path("targets").forEach(target -> all.add(target.path("expr").asText()));
      }
      return all;
    }
  }

  /** The metrics of the reference page, by name. */
  static Map<String, Listed> page() {
    Map<String, Listed> all = new TreeMap<>();
    for (String line : read(TestBed.project().resolve("docs/reference/metrics.md")).split("\n")) {
      if (line.startsWith("| `penstock_")) {
        List<String> cells = Arrays.stream(line.split("\\|")).map(String::strip).toList();
        String name = cells.get(1).replace("`", "");
        Set<String> labels =
            Arrays.stream(cells.get(3).split(","))
                .map(label -> label.replace("`", "").strip())
                .filter(label -> !label.isEmpty())
                .collect(Collectors.toCollection(TreeSet::new));
        all.put(name, new Listed(name, cells.get(2), labels, cells.get(5).equals("always")));
      }
    }
    return all;
  }

  static List<Rule> rules() {
    List<Rule> rules = new ArrayList<>();
    Matcher rule = RULE.matcher(read(FOLDER.resolve("alerts.yaml")));
    while (rule.find()) {
      rules.add(new Rule(rule.group(1), rule.group(2).strip(), rule.group(3)));
    }
    return rules;
  }

  static List<Dashboard> dashboards() {
    List<Dashboard> all = new ArrayList<>();
    try (DirectoryStream<Path> files =
        Files.newDirectoryStream(FOLDER.resolve("dashboards"), "*.json")) {
      for (Path file : files) {
        all.add(
            new Dashboard(
                String.valueOf(file.getFileName()), JSON.readTree(Files.readString(file))));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return all;
  }

  /** The metrics of Penstock that a query names, as the page names them. */
  static Set<String> named(String expression, Map<String, Listed> page) {
    Set<String> names = new TreeSet<>();
    Matcher name = NAME.matcher(expression);
    while (name.find()) {
      String base = name.group().replaceAll("_(bucket|count|sum)$", "");
      names.add(page.containsKey(base) ? base : name.group());
    }
    return names;
  }

  static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
