package dev.penstock.system;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What services answer a scraper: Penstock's own metrics, of several answers together. */
final class Scrape {
  private static final Pattern TYPE = Pattern.compile("# TYPE (penstock_\\w+) (\\w+)");
  private static final Pattern SAMPLE =
      Pattern.compile("(penstock_\\w+)(?:\\{(.*)})? ([-+0-9.eENa]+|NaN|[-+]Inf)(?: .*)?");
  private static final Pattern LABEL = Pattern.compile("(\\w+)=\"((?:[^\"\\\\]|\\\\.)*)\"");

  private final Map<String, String> types = new TreeMap<>();
  private final Map<String, Set<String>> labels = new TreeMap<>();
  private final Map<String, Double> values = new TreeMap<>();

  /** Reads one more service. */
  Scrape add(URI address) {
    HttpRequest request =
        HttpRequest.newBuilder(address.resolve("/q/metrics"))
            .header("Accept", "text/plain")
            .timeout(Duration.ofSeconds(20))
            .build();
    // As Prometheus does. Java's client would ask for HTTP/2 and can lose the answer to that.
    try (HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
      http.send(request, BodyHandlers.ofString()).body().lines().forEach(this::take);
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private void take(String line) {
    Matcher type = TYPE.matcher(line);
    if (type.matches()) {
      types.put(type.group(1), type.group(2));
      return;
    }
    Matcher sample = SAMPLE.matcher(line);
    if (!sample.matches()) {
      return;
    }
    String name = sample.group(1);
    Map<String, String> pairs = new TreeMap<>();
    Matcher label = LABEL.matcher(sample.group(2) == null ? "" : sample.group(2));
    while (label.find()) {
      pairs.put(label.group(1), label.group(2));
    }
    values.merge(name + pairs, Double.parseDouble(sample.group(3)), Double::sum);
    Set<String> names = new TreeSet<>(pairs.keySet());
    names.remove("le");
    labels.computeIfAbsent(family(name), key -> new TreeSet<>()).addAll(names);
  }

  private String family(String name) {
    String base = name.replaceAll("_(bucket|count|sum)$", "");
    return "histogram".equals(types.get(base)) ? base : name;
  }

  /** Name to type, of those that have a sample. */
  Map<String, String> types() {
    Map<String, String> there = new TreeMap<>(types);
    there.keySet().retainAll(labels.keySet());
    return there;
  }

  Set<String> labels(String name) {
    return labels.getOrDefault(name, Set.of());
  }

  /** All series of a pipeline. */
  Map<String, Double> of(String pipeline) {
    Map<String, Double> all = new TreeMap<>(values);
    all.keySet().removeIf(series -> !series.contains("pipeline=" + pipeline));
    return all;
  }

  /**
   * The sum of a series over what was read; 0 where it is not there.
   *
   * @param pairs its labels, such as <code>{stage=load}</code>, sorted by name
   */
  double value(String name, Map<String, String> pairs) {
    return values.getOrDefault(name + new TreeMap<>(pairs), 0.0);
  }
}
