package dev.penstock.flow.guide;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.error.Problem;
import dev.penstock.error.TransientException;
import dev.penstock.flow.CheckedConsumer;
import dev.penstock.flow.FlowError;
import dev.penstock.flow.Hook;
import dev.penstock.flow.Pipeline;
import dev.penstock.flow.PipelineContext;
import dev.penstock.flow.PipelineResult;
import dev.penstock.flow.RetryPolicy;
import dev.penstock.flow.RunStatus;
import dev.penstock.flow.StageProgress;
import dev.penstock.flow.StageReport;
import dev.penstock.flow.Stages;
import dev.penstock.flow.Verdict;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The user import of the how-to page. */
class UserImportTest {
  // [guide: user import]
  record Row(String name, String email, String age) {}

  record User(String email, String name, int age) {}

  /** Where users are kept; inserting a user again changes nothing. */
  interface Users {
    boolean has(String email);

    void insert(List<User> batch);
  }

  static Verdict check(Row row) {
    if (row.name().isBlank()) {
      return Verdict.invalid("a user needs a name");
    }
    return Verdict.of(row.email().contains("@"));
  }

  static User user(Row row) {
    String email = row.email().strip().toLowerCase(Locale.ROOT);
    return new User(email, row.name().strip(), Integer.parseInt(row.age()));
  }

  static List<User> firstOfEach(List<User> users) {
    Map<String, User> first = new LinkedHashMap<>();
    users.forEach(user -> first.putIfAbsent(user.email(), user));
    return List.copyOf(first.values());
  }

  static Pipeline<List<Row>, Integer> userImport(Users users, CheckedConsumer<FlowError> review) {
    return Pipeline.<List<Row>>named("user_import")
        .then("validate", Stages.validate(UserImportTest::check).continueOnError(review))
        .then("transform", Stages.map(UserImportTest::user).continueOnError(review))
        .then("distinct", Stages.apply(UserImportTest::firstOfEach))
        .then("new", Stages.filter((User user) -> !users.has(user.email())).concurrency(8))
        .then("batch", Stages.batch(500))
        .then(
            "insert",
            Stages.map(
                    (List<User> batch) -> {
                      users.insert(batch);
                      return batch.size();
                    })
                .retry(RetryPolicy.attempts(3)))
        .then("count", Stages.aggregate(Collectors.summingInt((Integer n) -> n)));
  }

  // [end]

  /** A store in memory that is busy now and then. */
  private static final class Memory implements Users {
    final Map<String, User> rows = new LinkedHashMap<>();
    final List<Integer> batches = new ArrayList<>();
    int busy;

    @Override
    public synchronized boolean has(String email) {
      return rows.containsKey(email);
    }

    @Override
    public synchronized void insert(List<User> batch) {
      if (busy-- > 0) {
        throw new TransientException(Problem.of("busy", "users", "busy"), null);
      }
      batches.add(batch.size());
      batch.forEach(user -> rows.put(user.email(), user));
    }
  }

  private final Memory users = new Memory();
  private final List<FlowError> review = new ArrayList<>();

  @Test
  void itImportsNewUsersOnceAndKeepsErrorsForReview() {
    users.insert(List.of(new User("old@example.org", "Old", 50)));
    users.batches.clear();
    users.busy = 2;
    List<Row> rows =
        new ArrayList<>(
            List.of(
                new Row("Ann", " Ann@Example.org", "31"),
                new Row("", "noname@example.org", "1"),
                new Row("Bob", "bob at example.org", "2"),
                new Row("Cid", "cid@example.org", "young"),
                new Row("Ann again", "ann@example.org", "31"),
                new Row("Old", "OLD@example.org", "50")));
    for (int i = 0; i < 1000; i++) {
      rows.add(new Row("U" + i, "u" + i + "@example.org", "20"));
    }
    PipelineContext context = PipelineContext.create();

    PipelineResult<Integer> result = userImport(users, review::add).run(rows, context);

    assertThat(result.orThrow()).isEqualTo(1001);
    assertThat(users.rows).hasSize(1002).containsKey("ann@example.org");
    assertThat(users.batches).containsExactly(500, 500, 1);
    assertThat(review)
        .extracting(FlowError::message)
        .containsExactly(
            "validate: record 1: a user needs a name",
            "validate: record 2: the record is not valid",
            "transform: record 1: For input string: \"young\"");
    assertThat(review.getFirst().record()).isEqualTo(new Row("", "noname@example.org", "1"));
    assertThat(context.progress()).containsEntry("validate", new StageProgress(1004, 2));
    assertThat(userImport(users, review::add).run(rows).orThrow()).isZero();
  }

  @Test
  void aStoreThatIsGoneFailsTheRun() {
    users.busy = 99;

    // [guide: outcome]
    PipelineResult<Integer> result =
        userImport(users, review::add)
            .hook(Hook.onError(at -> System.out.println(at.stage() + " failed")))
            .run(List.of(new Row("Ann", "ann@example.org", "31")));

    if (!result.success()) {
      for (StageReport stage : result.stages()) {
        System.out.println(stage.stage() + " " + stage.processed() + " in " + stage.duration());
      }
    }
    // [end]

    assertThat(result.status()).isEqualTo(RunStatus.FAILED);
    assertThat(result.failedStage()).contains("insert");
    assertThat(users.rows).isEmpty();
  }
}
