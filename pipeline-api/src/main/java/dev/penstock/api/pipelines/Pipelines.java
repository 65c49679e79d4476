package dev.penstock.api.pipelines;

import static dev.penstock.api.error.Refusal.Kind.CHANGED;
import static dev.penstock.api.error.Refusal.Kind.CONFLICT;
import static dev.penstock.api.error.Refusal.Kind.INVALID;
import static dev.penstock.api.error.Refusal.Kind.NOT_FOUND;

import dev.penstock.api.audit.ActionLog;
import dev.penstock.api.error.Refusal;
import dev.penstock.api.store.Transactions;
import dev.penstock.definition.PipelineDefinition;
import dev.penstock.error.PermanentException;
import dev.penstock.error.Problem;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Predicate;

/** What can be done with pipelines. Thread-safe. Refuses with {@link Refusal}. */
public final class Pipelines {
  /** The most pipelines that one answer lists. */
  public static final int MAX_LISTED = 1_000;

  private final PipelineStore store;
  private final DefinitionValidator validator;
  private final Transactions transactions;
  private final ActionLog actions;
  private final Clock clock;
  private final ScheduleCycles cycles;

  public Pipelines(
      PipelineStore store,
      DefinitionValidator validator,
      Transactions transactions,
      ActionLog actions,
      Clock clock) {
    this.actions = actions;
    this.store = store;
    this.validator = validator;
    this.transactions = transactions;
    this.clock = clock;
    this.cycles = new ScheduleCycles(store);
  }

  /**
   * Validates and keeps a definition; the text that is already current makes no new version.
   *
   * @param condition must hold of the current version
   */
  public Put put(String name, String text, Precondition condition) {
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
    return transactions.write(
        () -> {
          cycles.check(definition);
          return keep(name, definition.description(), text, condition);
        });
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
    return list("", "", MAX_LISTED);
  }

  /**
   * Pipelines by name.
   *
   * @param after the name before the first; empty for the begin
   * @param part stands in the names, in any case; empty for all
   */
  public List<PipelineVersion> list(String after, String part, int limit) {
    return transactions.read(() -> store.list(after, part, limit));
  }

  /**
   * The same, of those that are wanted by their names.
   *
   * @param wanted may refuse any; what it leaves is as many as the limit says, if there are
   */
  public List<PipelineVersion> list(
      String after, String part, int limit, Predicate<String> wanted) {
    List<PipelineVersion> found = new ArrayList<>();
    String place = after;
    List<PipelineVersion> page;
    do {
      page = list(place, part, limit);
      page.stream().filter(one -> wanted.test(one.name())).forEach(found::add);
      place = page.isEmpty() ? place : page.getLast().name();
    } while (page.size() == limit && found.size() < limit);
    return found.size() > limit ? List.copyOf(found.subList(0, limit)) : found;
  }

  /** Versions of a pipeline, deleted or not, below a number, the newest first. */
  public List<VersionView> versions(String name, int below, int limit) {
    List<PipelineVersion> found = transactions.read(() -> store.versions(name, below, limit));
    if (found.isEmpty()
        && transactions.read(() -> store.versions(name, Integer.MAX_VALUE, 1)).isEmpty()) {
      throw unknown(name);
    }
    return found.stream()
        .map(
            version ->
                new VersionView(
                    version.version(), version.createdAt(), version.description(), version.tag()))
        .toList();
  }

  /** What differs between two versions. */
  public Difference difference(String name, int from, int to) {
    PipelineVersion before = version(name, from);
    PipelineVersion after = version(name, to);
    return Differences.of(from, before.definition(), to, after.definition());
  }

  /** What a text would change; all of it where there is no such pipeline. The text need not fit. */
  public Difference difference(String name, String text) {
    Optional<PipelineVersion> now = transactions.read(() -> store.current(name));
    try {
      return Differences.of(
          now.map(PipelineVersion::version).orElse(null),
          now.map(PipelineVersion::definition).orElse(""),
          null,
          text);
    } catch (PermanentException e) {
      throw new Refusal(INVALID, e.problems());
    }
  }

  /**
   * Hides the pipeline; its runs and versions stay readable.
   *
   * @param condition must hold of the current version
   */
  public void delete(String name, Precondition condition) {
    transactions.change(
        () -> {
          PipelineStore.Head head =
              store.lock(name).filter(found -> !found.deleted()).orElseThrow(() -> unknown(name));
          check(name, condition, store.current(name));
          if (store.hasUnfinishedRun(head.id())) {
            throw new Refusal(
                CONFLICT,
                new Problem(
                    "run-active",
                    "pipelines/" + name,
                    "A run of pipeline " + name + " has not ended.",
                    "Wait for it or cancel it, then delete the pipeline."));
          }
          actions.note("pipeline.delete", "pipelines/" + name, "version " + head.latest());
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

  private static void check(
      String name, Precondition condition, Optional<PipelineVersion> current) {
    if (condition.holds(current)) {
      return;
    }
    String now =
        current
            .map(version -> "Its current version is %d.".formatted(version.version()))
            .orElse("There is no such pipeline now.");
    throw new Refusal(
        CHANGED,
        new Problem(
            "changed-meanwhile",
            "pipelines/" + name,
            "The pipeline is not as the request expects it. " + now,
            "Read it again, see GET /api/v1/pipelines/"
                + name
                + "/diff, and send your change with the new ETag."));
  }

  private Put keep(String name, String description, String text, Precondition condition) {
    Optional<PipelineStore.Head> head = store.lock(name);
    check(name, condition, store.current(name));
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
    actions.note("pipeline.put", "pipelines/" + name, "version " + version.version());
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
