package dev.penstock.api.hooks;

import static dev.penstock.api.error.Refusal.Kind.NOT_FOUND;

import dev.penstock.api.error.Refusal;
import dev.penstock.definition.NearMiss;
import dev.penstock.error.Problem;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The notifiers that the operator configured, by name. Immutable. */
public final class Notifiers {
  private final Map<String, Notifier> byName = new TreeMap<>();
  private final Map<String, Notifier> inner = new TreeMap<>();

  public Notifiers(Collection<? extends Notifier> notifiers) {
    this(notifiers, List.of());
  }

  /**
   * @param inner those that no pipeline can name and nobody is shown
   */
  public Notifiers(Collection<? extends Notifier> notifiers, Collection<? extends Notifier> inner) {
    notifiers.forEach(notifier -> byName.put(notifier.name(), notifier));
    inner.forEach(notifier -> this.inner.put(notifier.name(), notifier));
  }

  /** A receiver of deliveries, whether a pipeline can name it or not. */
  Optional<Notifier> receiver(String name) {
    return find(name).or(() -> Optional.ofNullable(inner.get(name)));
  }

  public Optional<Notifier> find(String name) {
    return Optional.ofNullable(byName.get(name));
  }

  /** All names, sorted. */
  public List<String> names() {
    return List.copyOf(byName.keySet());
  }

  /** What is shown of them, by name. */
  public List<NotifierView> all() {
    return byName.values().stream()
        .map(notifier -> new NotifierView(notifier.name(), notifier.type()))
        .toList();
  }

  /** The notifier of this name; refused where there is none. */
  Notifier get(String name) {
    return find(name).orElseThrow(() -> new Refusal(NOT_FOUND, unknown(name, "notifiers/" + name)));
  }

  /** The mistake that there is no such notifier. */
  Problem unknown(String name, String where) {
    return new Problem(
        "unknown-notifier",
        where,
        "There is no notifier `" + name + "`.",
        NearMiss.advice(name, names(), "The notifiers that are configured"));
  }

  /**
   * What is shown of a notifier.
   *
   * @param type {@code webhook} or {@code email}
   */
  public record NotifierView(String name, String type) {}
}
