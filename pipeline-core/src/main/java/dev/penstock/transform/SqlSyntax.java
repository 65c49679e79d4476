package dev.penstock.transform;

import com.fasterxml.jackson.databind.JsonNode;
import dev.penstock.error.Problem;
import java.util.Optional;
import java.util.Set;

/**
 * Checks what can be known of an author's SQL without columns: that it is exactly one expression,
 * one query or one type, and that it asks for nothing that Penstock refuses. DuckDB's parser is the
 * judge and its syntax tree is looked at, never the text. A check takes well under a millisecond.
 *
 * <p>Named parameters ({@code $from}) are accepted here. Thread-safe.
 */
public final class SqlSyntax {
  private static final Set<String> TABLE_FUNCTIONS =
      Set.of("unnest", "range", "generate_series", "json_each", "json_tree");

  /** What they tell is none of a pipeline's business; what they do must not be done. */
  private static final Set<String> REVEALING =
      Set.of("getenv", "current_setting", "write_log", "pg_conf_load_time", "getvariable");

  private SqlSyntax() {}

  /**
   * What is wrong with an expression of {@code derive}, {@code filter} or {@code validate}.
   *
   * @param where the problem's place
   */
  public static Optional<Problem> expression(String text, String where) {
    return problem(where, () -> expressionTree(text));
  }

  /**
   * What is wrong with the query of a {@code sql} step.
   *
   * @param where the problem's place
   */
  public static Optional<Problem> query(String text, String where) {
    return problem(where, () -> queryTree(text));
  }

  /**
   * What is wrong with a type of {@code cast}. Whether a type of that name exists is not checked.
   *
   * @param where the problem's place
   */
  public static Optional<Problem> type(String text, String where) {
    return problem(where, () -> checkType(text));
  }

  /**
   * What is wrong with a regular expression of a rule.
   *
   * @param where the problem's place
   */
  public static Optional<Problem> regex(String text, String where) {
    return problem(where, () -> checkRegex(text));
  }

  /**
   * The syntax tree of a text as DuckDB's {@code json_serialize_sql} writes it; empty where it is
   * none that DuckDB reads. Says nothing of whether Penstock takes it.
   */
  public static Optional<JsonNode> tree(String text) {
    JsonNode tree = SqlParser.shared().parse(text);
    return tree.path("error").asBoolean() ? Optional.empty() : Optional.of(tree);
  }

  /** Whether a function makes one value of those of many records. */
  public static boolean isAggregate(String function) {
    return function.equals("count_star") || SqlParser.shared().aggregates().contains(function);
  }

  /** A refusal; its message says what is wrong. */
  static final class Refused extends Exception {
    private static final long serialVersionUID = 1L;

    Refused(String message) {
      super(message);
    }
  }

  @FunctionalInterface
  private interface Check {
    void run() throws Refused;
  }

  private static Optional<Problem> problem(String where, Check check) {
    try {
      check.run();
      return Optional.empty();
    } catch (Refused e) {
      return Optional.of(Problem.of("bad-sql", where, String.valueOf(e.getMessage())));
    }
  }

  static SqlTree expressionTree(String text) throws Refused {
    // Parsed bare and as an operand: "1 AS x" fails as the one, "1) + (2" as the other.
    JsonNode bare = parse("SELECT \n" + text + "\n");
    parse("SELECT " + Quoted.operand(text));
    SqlTree tree = new SqlTree(bare);
    if (!tree.isOneExpression()) {
      throw new Refused("this must be exactly one expression, without FROM, AS or a semicolon.");
    }
    refuse(tree.has("SUBQUERY"), "a subquery is not possible here; use a `sql` step.");
    refuse(tree.has("WINDOW"), "a window function is not possible here; use a `sql` step.");
    refuse(
        tree.has("STAR") || tree.has("POSITIONAL_REFERENCE"),
        "name the columns; `*`, COLUMNS and #1 are not possible here.");
    for (JsonNode function : tree.ofClass("FUNCTION")) {
      String name = Quoted.key(function.path("function_name").asText());
      refuse(
          SqlParser.shared().aggregates().contains(name),
          name + " is an aggregate, not possible here; use a `sql` step or a model.");
    }
    checkFunctions(tree);
    checkGrowth(Growth.of(tree.expression(), column -> Growth.COLUMN));
    return tree;
  }

  static SqlTree queryTree(String text) throws Refused {
    SqlTree tree = new SqlTree(parse(text + "\n"));
    refuse(!tree.isOneStatement(), "this must be exactly one query (SELECT).");
    try {
      parse("SELECT * FROM " + Quoted.operand(text));
    } catch (Refused e) {
      throw new Refused("this must be exactly one query (SELECT), without a semicolon.");
    }
    for (JsonNode call : tree.ofType("TABLE_FUNCTION")) {
      String name = Quoted.key(call.path("function").path("function_name").asText());
      refuse(
          !TABLE_FUNCTIONS.contains(name),
          "the table function "
              + name
              + " is not possible here; possible are "
              + String.join(", ", TABLE_FUNCTIONS.stream().sorted().toList())
              + ". A query reads `input` and the stream's look-ups.");
    }
    refuse(!tree.ofType("SHOW_REF").isEmpty(), "DESCRIBE, SHOW and SUMMARIZE are not possible.");
    checkFunctions(tree);
    checkGrowth(Growth.ofQuery(tree, column -> Growth.COLUMN));
    return tree;
  }

  static void checkGrowth(double size) throws Refused {
    refuse(
        size > Growth.LARGEST,
        "this could make a value more than "
            + (long) (Growth.LARGEST / Growth.COLUMN)
            + " times as long as it came; use fewer functions that lengthen texts in each other.");
  }

  static void checkType(String text) throws Refused {
    // Behind "::" too, where a closing bracket cannot lead out of the operand.
    SqlTree tree = new SqlTree(parse("SELECT CAST(NULL AS \n" + text + "\n)"));
    SqlTree suffix = new SqlTree(parse("SELECT NULL::\n" + text + "\n"));
    for (SqlTree one : new SqlTree[] {tree, suffix}) {
      JsonNode cast = one.expression();
      boolean isCast =
          one.isOneExpression()
              && cast.path("class").asText().equals("CAST")
              && cast.path("child").path("class").asText().equals("CONSTANT");
      refuse(!isCast, "this must be exactly one SQL type, for example decimal(12,2).");
    }
  }

  static void checkRegex(String text) throws Refused {
    Optional<String> wrong = SqlParser.shared().regexMistake(text);
    if (wrong.isPresent()) {
      throw new Refused("this is not a regular expression: " + wrong.get() + ".");
    }
  }

  private static void checkFunctions(SqlTree tree) throws Refused {
    for (JsonNode function : tree.ofClass("FUNCTION")) {
      refuse(
          !function.path("schema").asText().isEmpty(),
          "call functions by their plain names, without a schema.");
    }
    Optional<String> unbounded = Unbounded.find(tree);
    if (unbounded.isPresent()) {
      throw new Refused(unbounded.get());
    }
    for (JsonNode function : tree.ofClass("FUNCTION")) {
      String name = Quoted.key(function.path("function_name").asText());
      refuse(
          Growth.FOLDS.contains(name),
          name + " is not possible; use list_sum, list_product or another list aggregate.");
      refuse(REVEALING.contains(name), name + " tells of the machine and is not possible.");
    }
    refuse(
        tree.parameters().stream().anyMatch(name -> name.chars().allMatch(Character::isDigit)),
        "parameters have names, as in $from; ? and $1 are not possible.");
  }

  private static JsonNode parse(String sql) throws Refused {
    JsonNode answer = SqlParser.shared().parse(sql);
    if (answer.path("error").asBoolean()) {
      String message = answer.path("error_message").asText();
      boolean other = message.startsWith("Only SELECT");
      throw new Refused(
          other ? "this must be exactly one SELECT or expression." : message.strip() + ".");
    }
    return answer;
  }

  private static void refuse(boolean wrong, String message) throws Refused {
    if (wrong) {
      throw new Refused(message);
    }
  }
}
