package dev.penstock.cli.definition;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The environment and the parameters with which a definition is looked at. */
public final class Variation {
  @Option(
      names = {"-e", "--environment"},
      paramLabel = "NAME",
      description = "The environment of the definition.")
  private @Nullable String environment;

  @Option(
      names = {"-p", "--parameter"},
      paramLabel = "NAME=VALUE",
      description = "A parameter's value; may be repeated.")
  private Map<String, String> parameters = new LinkedHashMap<>();

  public @Nullable String environment() {
    return environment;
  }

  public Map<String, String> parameters() {
    return parameters;
  }
}
