package dev.penstock.api.schedule;

import dev.penstock.api.schedule.ScheduleView.ArrivalView;
import dev.penstock.api.schedule.ScheduleView.TriggerView;
import dev.penstock.definition.ScheduleDefinition;
import java.util.Locale;

/** Triggers as clients see them. */
final class TriggerViews {
  private TriggerViews() {}

  static TriggerView of(ScheduleDefinition schedule) {
    String catchUp = schedule.catchUp().name().toLowerCase(Locale.ROOT);
    return switch (schedule.trigger()) {
      case ScheduleDefinition.Cron cron ->
          new TriggerView(cron.expression(), cron.zone().getId(), null, null, null, catchUp);
      case ScheduleDefinition.Every every ->
          new TriggerView(null, null, every.interval().toSeconds(), null, null, catchUp);
      case ScheduleDefinition.After after ->
          new TriggerView(null, null, null, after.pipeline(), null, catchUp);
      case ScheduleDefinition.Arrival arrival ->
          new TriggerView(
              null,
              null,
              null,
              null,
              new ArrivalView(
                  arrival.source().path("connection").asText(),
                  arrival.source().path("path").asText(),
                  arrival.every().toSeconds()),
              catchUp);
    };
  }
}
