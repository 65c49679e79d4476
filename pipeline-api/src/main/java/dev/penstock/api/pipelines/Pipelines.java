package dev.penstock.api.pipelines;

import static dev.penstock.api.error.Refusal.Kind.CONFLICT;
import static dev.penstock.api.error.Refusal.Kind.INVALID;
import static dev.penstock.api.error.Refusal.Kind.NOT_FOUND;

import dev.penstock.api.error.Refusal;
import dev.penstock.api.store.Transactions;
import dev.penstock.definition.PipelineDefinition;
import dev.penstock.error.PermanentException;
import dev.penstock.error.Problem;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** What can be done with pipelines. Thread-safe. Refuses with {@link Refusal}. */
public final class Pipelines {
  /** The most pipelines that one answer lists. */
  public static final int MAX_LISTED = 1_000;

  private final PipelineStore store;
  private final DefinitionValidator validator;
  private final Transactions transactions;
  private final Clock clock;

  public Pipelines(
      PipelineStore store, DefinitionValidator validator, Transactions transactions, Clock clock) {
    this.store = store;
    this.validator = validator;
    this.transactions = transactions;
    this.clock = clock;
  }

  /** Validates and keeps a definition; the text that is already current makes no new version. */
  public Put put(String name, String text) {
    PipelineDefinition definition = validate(text);
    if (!definition.name().equals(name)) {
      throw new Refusal(
          INVALID,
          new Problem(
              "name-differs",
              "name",
              "The definition is named " + definition.name() + ", the address says " + name + ".",
              "Use the same name in both."));
    }
    return transactions.write(() -> keep(name, definition.description(), text));
  }

  public PipelineVersion current(String name) {
    return transactions.read(() -> store.current(name)).orElseThrow(() -> unknown(name));
  }

  public PipelineVersion version(String name, int version) {
    return transactions
        .read(() -> store.version(name, version))
        .orElseThrow(
            () ->
                new Refusal(
                    NOT_FOUND,
                    Problem.of(
                        "unknown-version",
                        "pipelines/" + name,
                        "There is no version " + version + " of pipeline " + name + ".")));
  }

  public List<PipelineVersion> all() {
    return transactions.read(() -> store.all(MAX_LISTED));
  }

  /** Hides the pipeline; its runs and versions stay readable. */
  public void delete(String name) {
    transactions.change(
        () -> {
          PipelineStore.Head head =
              store.lock(name).filter(found -> !found.deleted()).orElseThrow(() -> unknown(name));
          if (store.hasUnfinishedRun(head.id())) {
            throw new Refusal(
                CONFLICT,
                new Problem(
                    "run-active",
                    "pipelines/" + name,
                    "A run of pipeline " + name + " has not ended.",
                    "Wait for it or cancel it, then delete the pipeline."));
          }
          store.markDeleted(head.id());
        });
  }

  /** The refusal for a pipeline that is not there. */
  public static Refusal unknown(String name) {
    return new Refusal(
        NOT_FOUND,
        new Problem(
            "unknown-pipeline",
            "pipelines/" + name,
            "There is no pipeline " + name + ".",
            "PUT its definition to /api/v1/pipelines/" + name + " first."));
  }

  private Put keep(String name, String description, String text) {
    Optional<PipelineStore.Head> head = store.lock(name);
    if (head.isPresent() && !head.get().deleted()) {
      PipelineVersion current = store.current(name).orElseThrow();
      if (current.definition().equals(text)) {
        return new Put(current, false);
      }
    }
    boolean created = head.isEmpty() || head.get().deleted();
    PipelineVersion version =
        new PipelineVersion(
            head.map(PipelineStore.Head::id).orElseGet(() -> UUID.randomUUID().toString()),
            name,
            head.map(PipelineStore.Head::latest).orElse(0) + 1,
            description,
            clock.instant(),
            text);
    store.add(version);
    return new Put(version, created);
  }

  private PipelineDefinition validate(String text) {
    try {
      return validator.validate(text);
    } catch (PermanentException e) {
      throw new Refusal(INVALID, e.problems());
    }
  }

  /**
   * What a PUT led to.
   *
   * @param created whether the pipeline was not there before
   */
  public record Put(PipelineVersion version, boolean created) {}
}
