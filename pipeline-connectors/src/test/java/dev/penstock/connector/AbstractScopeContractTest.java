package dev.penstock.connector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.penstock.definition.LoadMode;
import dev.penstock.definition.RunFrom;
import dev.penstock.definition.RunUntil;
import dev.penstock.definition.TableName;
import dev.penstock.error.PermanentException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What every destination must do with runs of a part of their pipeline. */
public abstract class AbstractScopeContractTest extends AbstractDestinationContractTest {
  private static final Set<String> SOLD = Set.of("sold");
  private static final List<String> ALL =
      List.of(
          "bronze.sold",
          "bronze.bought",
          "sold",
          "bought",
          "sales",
          "purchases",
          "trade",
          "trades");

  /** Something that changes whenever anything of a table is written, be it the same again. */
  protected abstract String trace(TableName table);

  @ParameterizedTest
  @EnumSource(names = {"REPLACE", "APPEND"})
  void aRunOfOneStreamLeavesEverythingElseAsItIs(LoadMode mode) {
    try (Market market = new Market(mode)) {
      market.run(destination, market.work("r1", Market.BOTH), "a", "b");
      List<String> before = traces();
      market.version("2");
      RunWork part = market.work("r2", SOLD);
      market.load(destination, part, "a", "b", "c");

      AuditResult audit = destination.audit(part, Cancellation.NEVER);
      assertThat(audit.passed()).as("%s", audit).isTrue();
      assertThat(destination.audit(part, Cancellation.NEVER)).isEqualTo(audit);
      assertThat(traces()).isEqualTo(before);
      PublishResult published = destination.publish(part);
      assertThat(destination.publish(part)).isEqualTo(published);
      destination.clean("r2", 1);

      assertThat(changed(before))
          .containsExactly("bronze.sold", "sold", "sales", "trade", "trades");
      int sold = mode == LoadMode.REPLACE ? 3 : 5;
      assertThat(read("sales")).containsExactly(sold + "|2");
      assertThat(read("purchases")).containsExactly("2|1");
      assertThat(read("trade")).containsExactly(sold + "|2|b|2");
      assertThat(published.tables())
          .extracting(PublishResult.PublishedTable::name)
          .containsExactlyInAnyOrder("sold", "sold", "sales", "trade", "trades");
      assertThat(audit.outputs())
          .extracting(AuditResult.StagedOutput::stream)
          .containsExactly("sold", "sold");
      assertThat(audit.checks())
          .extracting(AuditResult.CheckResult::on)
          .containsExactlyInAnyOrder("sold", "sales", "trade", "bought");
      assertThat(staging()).isEmpty();
    }
  }

  @Test
  void aCheckOfATableThatStandsFailsTheRunThatBreaksIt() {
    try (Market market = new Market(LoadMode.REPLACE)) {
      market.run(destination, market.work("r1", Market.BOTH), "a", "b");
      List<String> before = traces();
      RunWork part = market.work("r2", SOLD);
      market.load(destination, part, "a");

      AuditResult audit = destination.audit(part, Cancellation.NEVER);

      assertThat(audit.checks())
          .filteredOn(check -> !check.passed())
          .extracting(AuditResult.CheckResult::check)
          .containsExactly("bought: relationships name to sold name");
      assertThatThrownBy(() -> destination.publish(part)).isInstanceOf(PermanentException.class);
      destination.clean("r2", 1);
      assertThat(traces()).isEqualTo(before);
    }
  }

  @Test
  void aRunOfOneStreamSaysWhichOthersItsModelsNeed() {
    try (Market market = new Market(LoadMode.REPLACE)) {
      RunWork part = market.work("r1", SOLD);
      market.load(destination, part, "a");

      assertThatThrownBy(() -> destination.audit(part, Cancellation.NEVER))
          .isInstanceOfSatisfying(
              PermanentException.class,
              e -> {
                assertThat(e.problem().code()).isEqualTo("nothing-there");
                assertThat(e.problem().where()).isEqualTo("models.trade.sql");
                assertThat(e.problem().advice()).contains("the whole pipeline");
              });
    }
  }

  @Test
  void aRunFromSilverBuildsModelsFromWhatIsPublished() {
    try (Market market = new Market(LoadMode.APPEND)) {
      market.run(destination, market.work("r1", Market.BOTH), "a", "b");
      List<String> before = traces();
      market.version("2");
      RunWork models = market.models("r2");

      AuditResult audit = destination.audit(models, Cancellation.NEVER);
      assertThat(audit.passed()).as("%s", audit).isTrue();
      assertThat(audit.outputs()).isEmpty();
      assertThat(audit.checks()).hasSize(6);
      PublishResult tried = destination.rehearse(models);
      assertThat(traces()).isEqualTo(before);
      assertThat(destination.publish(models)).isEqualTo(tried);

      assertThat(changed(before)).containsExactly("sales", "purchases", "trade", "trades");
      assertThat(read("trade")).containsExactly("2|2|b|2");
      destination.clean("r2", 1);
      assertThat(staging()).isEmpty();
    }
  }

  @Test
  void aRunFromSilverIsFencedAndChecksWhatIsPublished() {
    try (Market market = new Market(LoadMode.APPEND)) {
      market.run(destination, market.work("r1", Market.BOTH), "a", "b", "c");
      RunWork more = market.work("r2", RunFrom.SOURCE, RunUntil.BRONZE, Market.BOTH);
      market.run(destination, more, "d");
      RunWork models = market.models("r3");
      destination.audit(models, Cancellation.NEVER);
      destination.clean("r3", 2);

      assertThatThrownBy(() -> destination.publish(models)).isInstanceOf(Fenced.class);
      assertThatThrownBy(() -> destination.audit(models, Cancellation.NEVER))
          .isInstanceOf(Fenced.class);

      // Five rows are the most.
      market.run(destination, market.work("r4", SOLD), "d", "e");
      List<String> before = traces();
      RunWork fails = market.work("r5", SOLD);
      market.load(destination, fails, "f");
      assertThat(destination.audit(fails, Cancellation.NEVER).passed()).isFalse();
      destination.clean("r5", 1);
      assertThat(traces()).isEqualTo(before);
    }
  }

  @Test
  void aRunUntilBronzeLoadsNothingButRawCopies() {
    try (Market market = new Market(LoadMode.APPEND)) {
      market.run(destination, market.work("r1", Market.BOTH), "a", "b");
      List<String> before = traces();
      RunWork raw = market.work("r2", RunFrom.SOURCE, RunUntil.BRONZE, Market.BOTH);

      PublishResult published = market.run(destination, raw, "c");
      destination.clean("r2", 1);

      assertThat(changed(before)).containsExactly("bronze.sold", "bronze.bought");
      assertThat(published.tables())
          .extracting(PublishResult.PublishedTable::layer)
          .containsExactly("bronze", "bronze");
      assertThat(read(Market.table("bronze.sold")).orElseThrow()).hasSize(3);

      // A run until bronze may be the first of its pipeline.
      assertThat(staging()).isEmpty();
    }
  }

  @Test
  void aRunUntilBronzeMayBeTheFirst() {
    try (Market market = new Market(LoadMode.REPLACE)) {
      market.run(destination, market.work("r1", RunFrom.SOURCE, RunUntil.BRONZE, SOLD), "a", "b");

      assertThat(read(Market.table("bronze.sold")).orElseThrow()).hasSize(2);
      assertThat(read(Market.table("sold"))).isEmpty();
      assertThat(read(Market.table("bronze.bought"))).isEmpty();
    }
  }

  private List<String> read(String name) {
    return read(Market.table(name)).orElseThrow();
  }

  private List<String> traces() {
    return ALL.stream().map(Market::table).map(this::traced).toList();
  }

  private String traced(TableName table) {
    Optional<List<String>> rows = read(table);
    return rows.isEmpty() ? "" : rows + " " + trace(table);
  }

  private List<String> changed(List<String> before) {
    List<String> now = traces();
    return Stream.iterate(0, i -> i + 1)
        .limit(ALL.size())
        .filter(i -> !now.get(i).equals(before.get(i)))
        .map(ALL::get)
        .toList();
  }
}
