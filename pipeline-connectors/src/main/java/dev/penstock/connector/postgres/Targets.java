package dev.penstock.connector.postgres;

import dev.penstock.connector.postgres.StagedPipeline.Item;
import dev.penstock.connector.postgres.StagedPipeline.Loaded;
import dev.penstock.connector.postgres.StagedPipeline.Model;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The relations that a publish replaces. One is <em>pinned</em> where something that the publish
 * does not itself replace depends on it, or where it has what a swap would lose (another owner,
 * indexes, triggers, policies): its rows are then exchanged and it stays.
 */
final class Targets {
  /** What a table brings along by itself, and what a swapped table gets again. */
  private static final String DEPENDENTS =
      """
      SELECT c.oid::bigint,
             CASE WHEN d.classid = 'pg_rewrite'::regclass THEN r.ev_class::bigint ELSE 0 END
      FROM pg_class c
      JOIN pg_type t ON t.oid = c.reltype
      JOIN pg_depend d ON (d.refclassid = 'pg_class'::regclass AND d.refobjid = c.oid)
        OR (d.refclassid = 'pg_type'::regclass AND d.refobjid IN (t.oid, t.typarray))
      LEFT JOIN pg_rewrite r ON d.classid = 'pg_rewrite'::regclass AND r.oid = d.objid
      WHERE c.oid = ?::oid
        AND NOT (d.classid IN ('pg_type'::regclass, 'pg_rewrite'::regclass) AND d.deptype = 'i')
        AND NOT d.classid = 'pg_attrdef'::regclass
        AND NOT EXISTS (SELECT FROM pg_class o WHERE d.classid = 'pg_class'::regclass
          AND o.oid = d.objid AND o.relkind IN ('i', 't'))
        AND NOT (d.classid = 'pg_statistic_ext'::regclass
          AND obj_description(d.objid, 'pg_statistic_ext') IS NOT DISTINCT FROM ?)
        AND NOT EXISTS (SELECT FROM pg_class o WHERE o.oid = r.ev_class
          AND o.relnamespace = to_regnamespace('_penstock_staging'))
        AND NOT EXISTS (SELECT FROM pg_constraint o WHERE d.classid = 'pg_constraint'::regclass
          AND o.oid = d.objid AND o.conrelid = c.oid AND o.contype IN ('c', 'n', 'p'))
      """;

  private static final String PLAIN =
      """
      SELECT count(*) FROM pg_class c WHERE c.oid = ?::oid
        AND pg_get_userbyid(c.relowner) = current_user AND c.relkind IN ('r', 'v')
        AND c.relpersistence = 'p' AND NOT c.relispartition AND NOT c.relrowsecurity
        AND (c.relkind = 'r' OR c.reloptions IS NULL) AND c.reltablespace = 0
        AND (c.relkind = 'v' OR c.relreplident = 'd')
        AND NOT EXISTS (SELECT FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attacl IS NOT NULL)
        AND NOT EXISTS (SELECT FROM pg_index i WHERE i.indrelid = c.oid AND NOT i.indisprimary
          AND obj_description(i.indexrelid, 'pg_class') IS DISTINCT FROM ?)
      """;

  private final List<Target> targets;

  /**
   * An item and the relation that has its name now, if any.
   *
   * @param staged what the run brings; empty for views, and where it brings nothing
   * @param relaid whether its indexes or partitions change in a way that shuts readers out
   */
  record Target(
      Item item,
      Optional<Catalog.Relation> now,
      Optional<Catalog.Relation> staged,
      boolean pinned,
      boolean relaid) {
    /** Whether rows are added to it. */
    boolean grows() {
      return now.isPresent()
          && switch (item) {
            case Loaded loaded -> loaded.mode().keeps();
            case Model model -> model.merges();
          };
    }

    /** Whether the run has nothing to add to it. */
    boolean idle() {
      return staged.isEmpty() && item instanceof Loaded l && l.mode().keeps();
    }

    /** Whether it stays and its rows are exchanged. */
    boolean filled() {
      return pinned && !grows() && !becomesView();
    }

    /** Whether it stays, and its rows or their number become others. */
    boolean kept() {
      return filled() || (grows() && !idle());
    }

    /** Whether it stays and readers cannot go on meanwhile: it gets columns, or wider ones. */
    boolean alters() {
      boolean may =
          switch (item) {
            case Loaded _ -> true;
            case Model model -> model.merges();
          };
      return may
          && kept()
          && staged.isPresent()
          && (relaid || !Evolution.of(now.orElseThrow(), staged.get()).isEmpty());
    }

    /** Whether it is a new table that is divided into partitions. */
    boolean divided() {
      return item instanceof Loaded loaded
          && loaded.definition().layout().partition().isPresent()
          && now.isEmpty()
          && staged.isPresent();
    }

    boolean becomesView() {
      return item instanceof Model model && model.isView();
    }

    boolean isView() {
      return now.map(relation -> !relation.isTable()).orElse(false);
    }
  }

  private Targets(List<Target> targets) {
    this.targets = targets;
  }

  static Targets of(Session session, StagedPipeline pipeline) throws SQLException {
    List<Target> found = new ArrayList<>();
    Map<Long, List<Long>> dependents = new HashMap<>();
    Set<Long> pinned = new HashSet<>();
    for (Item item : pipeline.items()) {
      Optional<Catalog.Relation> now = Catalog.find(session, item.target());
      found.add(new Target(item, now, staged(session, item), false, false));
      if (now.isPresent()) {
        long oid = now.get().oid();
        dependents.put(
            oid, session.query(DEPENDENTS, row -> row.getLong(2), oid, ModelBuilder.INDEX_MARK));
        if (session.number(PLAIN, oid, ModelBuilder.INDEX_MARK) == 0) {
          pinned.add(oid);
        }
      }
    }
    spread(dependents, pinned);
    List<Target> targets = new ArrayList<>();
    for (Target t : found) {
      boolean pin = t.now().map(n -> pinned.contains(n.oid())).orElse(false);
      Target target = new Target(t.item(), t.now(), t.staged(), pin, false);
      targets.add(
          new Target(t.item(), t.now(), t.staged(), pin, Layouts.shutsOut(session, target)));
    }
    targets.sort(Comparator.comparing(t -> t.item().target().toString()));
    return new Targets(List.copyOf(targets));
  }

  private static Optional<Catalog.Relation> staged(Session session, Item item) throws SQLException {
    return Catalog.find(session, Bookkeeping.STAGING_SCHEMA, item.relation())
        .filter(Catalog.Relation::isTable);
  }

  /** What a pinned relation or a stranger depends on is pinned too. */
  private static void spread(Map<Long, List<Long>> dependents, Set<Long> pinned) {
    boolean more = true;
    while (more) {
      more = false;
      for (Map.Entry<Long, List<Long>> entry : dependents.entrySet()) {
        boolean held =
            entry.getValue().stream()
                .anyMatch(
                    by ->
                        !dependents.containsKey(by)
                            || pinned.contains(by)
                            || by.equals(entry.getKey()));
        more |= held && pinned.add(entry.getKey());
      }
    }
  }

  /** All, in the order of their names. */
  List<Target> all() {
    return targets;
  }

  /** Those that stay and get other or more rows. */
  List<Target> kept() {
    return targets.stream().filter(Target::kept).toList();
  }

  /** Those that exist and go. */
  List<Target> dropped() {
    return targets.stream().filter(t -> t.now().isPresent() && !t.pinned() && !t.grows()).toList();
  }

  /** Those that are another relation afterwards, or a new one. */
  List<Target> exchanged() {
    return targets.stream().filter(t -> !t.pinned() && !t.grows() && !t.idle()).toList();
  }

  /** Those that come out of staging; views are made anew. */
  List<Target> moved() {
    return exchanged().stream().filter(t -> !t.becomesView() && !t.divided()).toList();
  }
}
