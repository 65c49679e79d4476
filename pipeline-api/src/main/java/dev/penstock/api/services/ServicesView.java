package dev.penstock.api.services;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The services and what they stand on.
 *
 * @param items all four, in the order of a run
 */
public record ServicesView(List<ServiceView> items, PartView broker, PartView database) {
  public ServicesView {
    items = List.copyOf(items);
  }

  /** The service of this name. */
  public Optional<ServiceView> service(String name) {
    return items.stream().filter(item -> item.name().equals(name)).findFirst();
  }

  /** How something is. */
  public enum State {
    UP,
    /** It is there, but behind or not whole. */
    DEGRADED,
    DOWN,
    /** The broker, which would know, does not answer. */
    UNKNOWN;

    /** As it stands in answers. */
    public String word() {
      return name().toLowerCase(java.util.Locale.ROOT);
    }
  }

  /**
   * A service.
   *
   * @param state {@code up}, {@code degraded}, {@code down} or {@code unknown}
   * @param message why it is not up; empty where it is
   */
  public record ServiceView(
      String name,
      String state,
      List<Instance> instances,
      Lag lag,
      List<TopicLag> topics,
      String message) {
    public ServiceView {
      instances = List.copyOf(instances);
      topics = List.copyOf(topics);
    }
  }

  /** A process: its configured name, and the address at which the broker sees it. */
  public record Instance(String id, String host) {}

  /**
   * What lies before a service.
   *
   * @param oldestSeconds for how long the oldest of it has waited at least; {@code null} where
   *     nothing waits
   */
  public record Lag(long messages, @Nullable Long oldestSeconds) {}

  /** The same of one topic. */
  public record TopicLag(String topic, long messages, @Nullable Long oldestSeconds) {}

  /** Something that the services stand on. */
  public record PartView(String state, String message) {}
}
