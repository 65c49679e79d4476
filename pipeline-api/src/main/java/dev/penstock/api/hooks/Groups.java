package dev.penstock.api.hooks;

import java.util.List;
import java.util.Optional;

/** What the broker knows of the services that read from it. Thread-safe. */
@FunctionalInterface
public interface Groups {
  /** The groups as they are; empty where the broker does not say so in time. */
  Optional<List<Group>> look();

  /**
   * A service's consumer group.
   *
   * @param service {@code extractor}, {@code transformer} or {@code loader}
   * @param topics what it reads
   * @param members how many processes are in it
   * @param lag messages that it has before it
   */
  record Group(String name, String service, List<String> topics, int members, long lag) {
    public Group {
      topics = List.copyOf(topics);
    }
  }
}
