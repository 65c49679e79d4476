package dev.penstock.api.persistence;

import dev.penstock.api.audit.ActionFilter;
import dev.penstock.api.audit.ActionLog;
import dev.penstock.api.audit.ActionPage;
import dev.penstock.api.audit.ActionView;
import dev.penstock.api.audit.Caller;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Actions as rows. */
@ApplicationScoped
class JdbcActionLog implements ActionLog {
  private final Database database;

  JdbcActionLog(Database database) {
    this.database = database;
  }

  @Override
  public void note(String action, String subject, String detail) {
    Caller caller = Caller.current();
    database.update(
        "insert into action (who, origin, action, subject, detail) values (?, ?, ?, ?, ?)",
        Database.text(caller.who()),
        Database.text(caller.origin()),
        action,
        Database.text(subject),
        Database.text(detail));
  }

  @Override
  public ActionPage list(ActionFilter filter) {
    List<String> conditions = new ArrayList<>(List.of("true"));
    List<Object> parameters = new ArrayList<>();
    filter
        .subject()
        .map(Database::text)
        .ifPresent(
            subject -> {
              conditions.add("(subject = ? or subject ^@ ?)");
              parameters.add(subject);
              parameters.add(subject + "/");
            });
    equal("who", filter.who(), conditions, parameters);
    equal("action", filter.action(), conditions, parameters);
    filter
        .before()
        .ifPresent(
            before -> {
              conditions.add("id < ?");
              parameters.add(before);
            });
    parameters.add(filter.limit() + 1);
    List<Long> ids = new ArrayList<>();
    List<ActionView> found =
        database.query(
            "select id, at, who, origin, action, subject, detail from action where "
                + String.join(" and ", conditions)
                + " order by id desc limit ?",
            row -> {
              ids.add(row.getLong(1));
              return new ActionView(
                  row.getObject(2, OffsetDateTime.class).toInstant(),
                  row.getString(3),
                  row.getString(4),
                  row.getString(5),
                  row.getString(6),
                  row.getString(7));
            },
            parameters.toArray());
    boolean more = found.size() > filter.limit();
    return new ActionPage(
        more ? found.subList(0, filter.limit()) : found,
        more ? Long.toString(ids.get(filter.limit() - 1)) : null);
  }

  private static void equal(
      String column, Optional<String> value, List<String> conditions, List<Object> parameters) {
    value.ifPresent(
        given -> {
          conditions.add(column + " = ?");
          parameters.add(Database.text(given));
        });
  }

  @Override
  public int forget(Instant before, int most) {
    return database.update(
        "delete from action where id in (select id from action where at < ? order by at limit ?)",
        before,
        most);
  }
}
