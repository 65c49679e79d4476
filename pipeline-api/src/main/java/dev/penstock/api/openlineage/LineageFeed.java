package dev.penstock.api.openlineage;

import dev.penstock.api.hooks.Delivery;
import dev.penstock.api.hooks.HookStore;
import dev.penstock.api.openlineage.LineageEvents.Type;
import dev.penstock.api.runs.Run;
import dev.penstock.api.runs.RunEnds;
import dev.penstock.api.runs.RunStore;
import dev.penstock.definition.DefinitionParser;
import dev.penstock.error.PenstockException;
import dev.penstock.messaging.RunState;
import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jboss.logging.Logger;

/**
 * Writes down what a lineage server is to be told of a run, to be delivered as hooks are. Works in
 * the transaction in which the run moves, and never holds it up: what cannot be said is left out.
 * Thread-safe.
 */
public final class LineageFeed implements RunEnds {
  private static final Logger LOG = Logger.getLogger(LineageFeed.class);

  /** What the hook of each event is called. */
  public static final String HOOK = "openlineage";

  private final List<String> receivers;
  private final LineageEvents events;
  private final RunStore runs;
  private final LineageStore columns;
  private final HookStore deliveries;
  private final Clock clock;
  private final DefinitionParser parser = new DefinitionParser();

  /**
   * @param receivers notifiers that get the events; none for nothing to be told
   */
  public LineageFeed(
      List<String> receivers,
      LineageEvents events,
      RunStore runs,
      LineageStore columns,
      HookStore deliveries,
      Clock clock) {
    this.receivers = List.copyOf(receivers);
    this.events = events;
    this.runs = runs;
    this.columns = columns;
    this.deliveries = deliveries;
    this.clock = clock;
  }

  @Override
  public void ended(Run run) {}

  @Override
  public void moved(Run before, Run after) {
    if (receivers.isEmpty() || after.dryRun()) {
      return;
    }
    type(before, after).ifPresent(type -> tell(type, after));
  }

  /** Pauses are nobody's lineage; another attempt goes on with the same run. */
  private static Optional<Type> type(Run before, Run after) {
    if (before.state() == after.state()) {
      return Optional.empty();
    }
    return switch (after.state()) {
      case RUNNING -> Optional.of(before.startedAt() == null ? Type.START : Type.RUNNING);
      case AUDITING -> Optional.of(Type.RUNNING);
      case SUCCEEDED -> Optional.of(Type.COMPLETE);
      case FAILED -> Optional.of(Type.FAIL);
      case CANCELLED -> Optional.of(Type.ABORT);
      case QUEUED, PAUSED, PUBLISHING -> Optional.empty();
    };
  }

  private void tell(Type type, Run run) {
    String text = runs.definition(run);
    Map<String, String> planned =
        run.state() == RunState.RUNNING ? Map.of() : columns.columns(run.id());
    Instant now = clock.instant();
    String event;
    try {
      event = events.of(type, run, parser.parse(text), types(planned), now).toString();
    } catch (PenstockException | IllegalArgumentException | IllegalStateException e) {
      LOG.warnf("the lineage of run %s cannot be told: %s", run.id(), e.getMessage());
      return;
    }
    for (String receiver : receivers) {
      deliveries.add(
          new Delivery(
              "msg_" + UUID.randomUUID(),
              run.id(),
              receiver,
              HOOK + "." + type.name().toLowerCase(Locale.ROOT),
              Long.toString(run.revision()),
              receiver,
              false,
              event,
              Delivery.State.WAITING,
              0,
              null,
              now,
              now,
              null,
              null,
              null));
    }
  }

  private static Map<String, Map<String, String>> types(Map<String, String> schemas) {
    Map<String, Map<String, String>> all = new HashMap<>();
    schemas.forEach(
        (stream, json) -> {
          try {
            Map<String, String> types = new LinkedHashMap<>();
            for (Field field : Schema.fromJSON(json).getFields()) {
              if (!field.getName().startsWith("_")) {
                types.put(field.getName(), field.getType().toString());
              }
            }
            if (!types.isEmpty()) {
              all.put(stream, types);
            }
          } catch (IOException | RuntimeException e) {
            LOG.debugf("the columns of stream %s are not known: %s", stream, e.getMessage());
          }
        });
    return all;
  }
}
