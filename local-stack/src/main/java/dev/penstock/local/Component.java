package dev.penstock.local;

import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;

/** A process of the local stack, in the order in which they start. */
public enum Component {
  POSTGRES("PostgreSQL", ""),
  KAFKA("Kafka", ""),
  EXTRACTOR("extractor", "extractor-service"),
  TRANSFORMER("transformer", "transformer-service"),
  LOADER("loader", "loader-service"),
  API("API", "pipeline-api");

  private final String title;
  private final String module;

  Component(String title, String module) {
    this.title = title;
    this.module = module;
  }

  /** The four that are Penstock's own. */
  public static Set<Component> services() {
    return EnumSet.range(EXTRACTOR, API);
  }

  /** As it stands in messages. */
  public String title() {
    return title;
  }

  /** As it stands in names of files. */
  public String fileName() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The folder of the service's module in the project. */
  public String module() {
    return module;
  }
}
