package dev.penstock.system.stack;

import dev.penstock.local.Component;
import java.util.Optional;

/**
 * The images that a stack of containers is made of, from system properties that the profile {@code
 * containers} sets.
 *
 * @param services what stands before the name of a service
 * @param version tag of the services' images
 */
record Images(String kafka, String postgres, String services, String version) {
  private static final String PREFIX = "penstock.images.";

  /** Empty where the tests run on processes. */
  static Optional<Images> configured() {
    return Optional.ofNullable(System.getProperty(PREFIX + "kafka"))
        .map(
            kafka ->
                new Images(kafka, property("postgres"), property("services"), property("version")));
  }

  private static String property(String name) {
    return Optional.ofNullable(System.getProperty(PREFIX + name))
        .orElseThrow(
            () ->
                new IllegalStateException(
                    "Set -D" + PREFIX + name + " too, or let the profile `containers` do it."));
  }

  String of(Component component) {
    return switch (component) {
      case KAFKA -> kafka;
      case POSTGRES -> postgres;
      case EXTRACTOR, TRANSFORMER, LOADER, API -> services + component.module() + ":" + version;
    };
  }
}
