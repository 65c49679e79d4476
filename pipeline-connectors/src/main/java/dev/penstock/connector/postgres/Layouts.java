package dev.penstock.connector.postgres;

import dev.penstock.connector.postgres.StagedPipeline.Loaded;
import dev.penstock.connector.postgres.Targets.Target;
import java.sql.SQLException;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Brings indexes and partitions of outputs' tables to what their definitions say. */
final class Layouts {
  private Layouts() {}

  /**
   * Does for the audit what can be done before the publish: makes the indexes of tables that come
   * out of staging, and refuses what a publish could not do.
   */
  static void audit(Session session, StagedPipeline pipeline) throws SQLException {
    Targets targets = Targets.of(session, pipeline);
    for (Target target : targets.moved()) {
      if (target.item() instanceof Loaded item && target.staged().isPresent()) {
        Indexes.stage(session, item);
      }
    }
    Set<Long> anew =
        targets.dropped().stream()
            .map(target -> target.now().orElseThrow().oid())
            .collect(Collectors.toSet());
    for (Target target : targets.all()) {
      if (target.item() instanceof Loaded item && target.staged().isPresent()) {
        Partitions.missing(session, target, item);
        if (target.kept()) {
          refuseHeld(session, target, anew);
        }
      }
    }
  }

  private static void refuseHeld(Session session, Target target, Set<Long> anew)
      throws SQLException {
    Catalog.Relation now = target.now().orElseThrow();
    Evolution evolution = Evolution.of(now, target.staged().orElseThrow());
    List<String> holders =
        Holders.ofTypes(session, now.oid(), evolution.widenedNames(), true, anew);
    if (!holders.isEmpty()) {
      throw Evolution.held(
          "table " + target.item().target(), target.item().target().toString(), holders);
    }
  }

  /** Whether a table that stays gets another layout in a way that readers must wait for. */
  static boolean shutsOut(Session session, Target target) throws SQLException {
    if (!target.kept() || target.staged().isEmpty() || !(target.item() instanceof Loaded item)) {
      return false;
    }
    return !Indexes.surplus(session, item).isEmpty()
        || (Partitions.catchesAll(session, target)
            && !Partitions.missing(session, target, item).isEmpty());
  }

  /** What a table that stays needs before it gets its rows. */
  static void before(Session session, Ddl ddl, Target target) throws SQLException {
    if (target.item() instanceof Loaded item && target.staged().isPresent()) {
      Indexes.dropSurplus(session, ddl, item);
      Partitions.ensure(session, ddl, target, item);
    }
  }

  /** What it gets when it has its rows. */
  static void after(Session session, Ddl ddl, Target target) throws SQLException {
    if (target.item() instanceof Loaded item) {
      Indexes.ensure(session, ddl, item);
    }
  }
}
