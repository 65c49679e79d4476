package dev.penstock.connector.postgres;

import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/**
 * What a relation has that its successor must have too: privileges, comments and storage options.
 * (Its owner is the connection's role; relations of other owners are filled, never swapped.)
 */
record Traits(Optional<List<Grant>> grants, List<Comment> comments, List<String> options) {
  private static final String EXPLODED =
      """
      SELECT CASE WHEN a.grantee = 0 THEN 'PUBLIC' ELSE quote_ident(pg_get_userbyid(a.grantee)) END,
             a.privilege_type, a.is_grantable
      """;

  /** A privilege; {@code grantee} is quoted. */
  record Grant(String grantee, String privilege, boolean grantable) {}

  /** A comment on the relation (empty column) or a column. */
  record Comment(String column, String text) {}

  static Traits of(Session session, long oid) throws SQLException {
    boolean plain =
        session.number("SELECT count(*) FROM pg_class WHERE oid = ?::oid AND relacl IS NULL", oid)
            > 0;
    List<Comment> comments =
        session.query(
            """
            SELECT coalesce(a.attname, ''), d.description FROM pg_description d
            LEFT JOIN pg_attribute a ON a.attrelid = d.objoid AND a.attnum = d.objsubid
              AND d.objsubid > 0
            WHERE d.classoid = 'pg_class'::regclass AND d.objoid = ?::oid
            """,
            row -> new Comment(row.getString(1), row.getString(2)),
            oid);
    return new Traits(
        Optional.of(plain ? List.of() : others(session, oid)), comments, options(session, oid));
  }

  /** What a new relation of a schema gets by ALTER DEFAULT PRIVILEGES. */
  static Traits ofNew(Session session, String schema) throws SQLException {
    List<Grant> grants =
        session.query(
            EXPLODED
                + """
                FROM pg_default_acl d CROSS JOIN LATERAL aclexplode(d.defaclacl) a
                WHERE d.defaclobjtype = 'r' AND d.defaclnamespace = to_regnamespace(quote_ident(?))
                  AND pg_get_userbyid(d.defaclrole) = current_user
                """,
            Traits::grant,
            schema);
    return new Traits(
        grants.isEmpty() ? Optional.empty() : Optional.of(grants), List.of(), List.of());
  }

  /** As they stand in ALTER TABLE. */
  private static List<String> options(Session session, long oid) throws SQLException {
    return session.query(
        """
        SELECT quote_ident(o.option_name) || ' = ' || quote_literal(o.option_value)
        FROM pg_class c CROSS JOIN LATERAL pg_options_to_table(c.reloptions) o
        WHERE c.oid = ?::oid AND c.relkind = 'r'
        """,
        row -> row.getString(1),
        oid);
  }

  private static List<Grant> others(Session session, long oid) throws SQLException {
    return session.query(
        EXPLODED
            + """
            FROM pg_class c CROSS JOIN LATERAL aclexplode(c.relacl) a
            WHERE c.oid = ?::oid AND a.grantee <> c.relowner
            """,
        Traits::grant,
        oid);
  }

  private static Grant grant(java.sql.ResultSet row) throws SQLException {
    return new Grant(row.getString(1), row.getString(2), row.getBoolean(3));
  }

  /** Gives them to a relation of the connection's role. */
  void apply(Session session, Catalog.Relation relation, String quotedName) throws SQLException {
    if (grants.isPresent()) {
      for (Grant had : others(session, relation.oid())) {
        session.execute("REVOKE ALL ON " + quotedName + " FROM " + had.grantee());
      }
      for (Grant grant : grants.get()) {
        session.execute(
            "GRANT "
                + grant.privilege()
                + " ON "
                + quotedName
                + " TO "
                + grant.grantee()
                + (grant.grantable() ? " WITH GRANT OPTION" : ""));
      }
    }
    if (!options.isEmpty() && relation.kind() == 'r') {
      session.execute("ALTER TABLE " + quotedName + " SET (" + String.join(", ", options) + ")");
    }
    for (Comment comment : comments) {
      if (comment.column().isEmpty()) {
        String kind = relation.kind() == 'v' ? "VIEW " : "TABLE ";
        comment(session, kind + quotedName, comment.text());
      } else if (relation.columns().stream().anyMatch(c -> c.name().equals(comment.column()))) {
        comment(
            session,
            "COLUMN " + quotedName + "." + Session.quoted(comment.column()),
            comment.text());
      }
    }
  }

  private static void comment(Session session, String on, String text) throws SQLException {
    session.execute("COMMENT ON " + on + " IS '" + text.replace("'", "''") + "'");
  }
}
