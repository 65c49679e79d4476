package dev.penstock.messaging;

import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What this process knows of the runs. Thread-safe. */
public final class RunsView implements AutoCloseable {
  private static final Duration CATCH_UP = Duration.ofSeconds(30);

  private final GlobalTable<RunMessage> table;
  private final Map<String, Integer> failedHere = new ConcurrentHashMap<>();
  private final CopyOnWriteArrayList<Consumer<String>> endListeners = new CopyOnWriteArrayList<>();
  private final CopyOnWriteArrayList<Consumer<String>> stagedListeners =
      new CopyOnWriteArrayList<>();

  public RunsView(KafkaSettings kafka) {
    table = new GlobalTable<>(kafka, Topics.RUNS, json -> Json.read(json, RunMessage.class));
    table.onChange(this::changed);
  }

  /** Calls the listener, on the table's thread, with each run that ended or was forgotten. */
  public void onEnd(Consumer<String> listener) {
    endListeners.add(listener);
  }

  /** Calls the listener, perhaps more than once, when nothing more is read or loaded for a run. */
  public void onStaged(Consumer<String> listener) {
    stagedListeners.add(listener);
  }

  /**
   * The run, if work of this epoch is still wanted. A run or an epoch that is not known yet is
   * waited for: its announcement is always written before its work.
   *
   * @throws dev.penstock.error.TransientException where Kafka does not answer
   */
  public Optional<RunMessage> wanted(String run, int epoch) {
    RunMessage known = table.get(run);
    if (known == null || known.epoch() < epoch) {
      awaitCurrent();
      known = table.get(run);
    }
    return Optional.ofNullable(known).filter(message -> isWanted(message, epoch));
  }

  /** Whether work of this epoch is still wanted, as far as is known at this moment. */
  public boolean isWanted(String run, int epoch) {
    RunMessage known = table.get(run);
    return known != null && isWanted(known, epoch);
  }

  private boolean isWanted(RunMessage known, int epoch) {
    return known.epoch() == epoch
        && !known.state().terminal()
        && failedHere.getOrDefault(known.run(), -1) < epoch;
  }

  /**
   * The run, if it is to be read at this moment. One that was started under a revision that is not
   * known yet is waited for; what is not wanted now is given out again once it is.
   *
   * @param revision under which the run was started when the work was given out
   * @throws dev.penstock.error.TransientException where Kafka does not answer
   */
  public Optional<RunMessage> reading(String run, int epoch, long revision) {
    RunMessage known = table.get(run);
    if (known == null || known.epoch() < epoch || known.revision() < revision) {
      awaitCurrent();
      known = table.get(run);
    }
    return Optional.ofNullable(known)
        .filter(message -> isWanted(message, epoch) && message.state() == RunState.RUNNING);
  }

  /** Whether the run is to be read at this moment, as far as is known. */
  public boolean isReading(String run, int epoch, long revision) {
    RunMessage known = table.get(run);
    return known != null
        && isWanted(known, epoch)
        && (known.state() == RunState.RUNNING || known.revision() < revision);
  }

  /** How soon the run's work is taken up, as far as is known. */
  public int priority(String run) {
    RunMessage known = table.get(run);
    return known == null ? 0 : known.priority();
  }

  /** The run in whatever state; empty once it is forgotten. */
  public Optional<RunMessage> find(String run) {
    RunMessage known = table.get(run);
    if (known == null) {
      awaitCurrent();
      known = table.get(run);
    }
    return Optional.ofNullable(known);
  }

  public Collection<RunMessage> all() {
    return table.values();
  }

  /** Drops the run's further work of the epoch here, before the API's word of its end arrives. */
  public void markFailed(String run, int epoch) {
    failedHere.merge(run, epoch, Math::max);
  }

  public void awaitCurrent() {
    if (!table.awaitCurrent(CATCH_UP)) {
      throw KafkaErrors.unreachable("the runs", new IllegalStateException("not read in time"));
    }
  }

  private void changed(String run, @Nullable RunMessage message) {
    if (message == null || message.state().compareTo(RunState.RUNNING) > 0) {
      stagedListeners.forEach(listener -> listener.accept(run));
    }
    if (message == null) {
      failedHere.remove(run);
    }
    if (message == null || message.state().terminal()) {
      endListeners.forEach(listener -> listener.accept(run));
    }
  }

  @Override
  public void close() {
    table.close();
  }
}
