package dev.penstock.api.access;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What somebody may do. Each role may do what those before it may. */
public enum Role {
  /** Reads. */
  VIEWER,
  /** Starts and steers runs, deals with rejects, schedules and backfills. */
  OPERATOR,
  /** Writes and deletes pipelines, tries connections and notifiers, manages keys. */
  ADMIN;

  public boolean includes(Role other) {
    return compareTo(other) >= 0;
  }

  /** As clients see it. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** This role and those that it includes, as words. */
  public List<String> words() {
    return Arrays.stream(values()).filter(this::includes).map(Role::word).toList();
  }

  public static Optional<Role> of(String word) {
    return Arrays.stream(values()).filter(role -> role.word().equals(word)).findFirst();
  }
}
