package dev.penstock.system.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import dev.penstock.system.TestBed;
import java.io.IOException;
import java.nio.file.Files;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Catalogue, table, lineage, connections, schedule and actions, as somebody uses them. */
class CataloguePagesTest extends BrowserTestBase {
  private static final String YAML =
      """
      apiVersion: penstock/v1
      name: catalogued
      streams:
        things:
          source: { connection: data, path: catalogued/things.csv, format: csv }
          bronze: { table: bronze.catalogued }
          steps:
            - cast: { id: bigint }
          outputs:
            things:
              connection: warehouse
              table: silver.catalogued
              mode: upsert
              key: [id]
              lineage: true
              description: Things that were seen
              columns: { id: Number of the thing }
      models:
        catalogued_names:
          description: How often each name comes
          sql: SELECT name, count(*) AS n FROM {ref:things} GROUP BY 1
      checks:
        - { on: things, not_null: [name] }
        - { on: catalogued_names, unique: [name] }
      schedule: { cron: "0 3 * * *", timezone: UTC }
      """;

  private static boolean prepared;

  @BeforeEach
  void runTwoPipelines() throws IOException {
    if (prepared) {
      return;
    }
    bed.write("catalogued/things.csv", "id,name\n1,Ann\n2,Ben\n");
    bed.client().succeed(bed.client().run("catalogued", YAML));
    String birdstrikes = Files.readString(TestBed.project().resolve("examples/birdstrikes.yaml"));
    bed.client().succeed(bed.client().run("birdstrikes", birdstrikes));
    prepared = true;
  }

  private Locator button(String name) {
    return page.getByRole(
        AriaRole.BUTTON, new Page.GetByRoleOptions().setName(name).setExact(true));
  }

  private Locator row(String text) {
    return page.locator("main tbody tr").filter(new Locator.FilterOptions().setHasText(text));
  }

  @Test
  void theCatalogueShowsEachLayerAndIsSearchedByColumns() {
    open("/catalogue?q=strikes");
    for (String table :
        new String[] {"bronze.strikes", "silver.strikes", "gold.strikes_by_month"}) {
      assertThat(row(table).first()).isVisible();
    }
    assertAccessible();
    screenshots("catalogue");
    button("gold").click();
    assertThat(row("gold.strikes_by_month")).hasCount(1);
    assertThat(row("silver.strikes")).hasCount(0);
    button("all").click();
    page.getByRole(AriaRole.SEARCHBOX).fill("airport_iata");
    assertThat(row("silver.strikes").first()).isVisible();
    assertThat(row("gold.strikes_by_month")).hasCount(0);
    page.getByRole(AriaRole.SEARCHBOX).fill("no such thing at all");
    assertThat(main()).containsText("No table fits");
    assertAccessible();
  }

  @Test
  void aTableShowsColumnsChecksAndWhereARowCameFrom() {
    open("/catalogue");
    page.getByRole(AriaRole.SEARCHBOX).fill("things");
    assertThat(main()).containsText("1 table");
    page.getByRole(
            AriaRole.LINK, new Page.GetByRoleOptions().setName("silver.catalogued").setExact(true))
        .click();
    assertThat(page.locator("main h1")).hasText("silver.catalogued");
    assertThat(row("Number of the thing").first()).containsText("bigint");
    assertThat(
            row("not_null name").filter(new Locator.FilterOptions().setHasText("passed")).first())
        .isVisible();
    assertThat(main()).containsText("Things that were seen");
    page.getByLabel("id", new Page.GetByLabelOptions().setExact(true)).fill("2");
    button("Look up").click();
    assertThat(page.locator("ps-row-lookup")).containsText("catalogued/things.csv:3");
    assertThat(page.locator("ps-row-lookup")).containsText("\"Ben\"");
    assertAccessible();
    screenshots("table");
    expect(trouble -> trouble.contains("404"));
    page.getByLabel("id", new Page.GetByLabelOptions().setExact(true)).fill("77");
    button("Look up").click();
    assertThat(page.locator("ps-row-lookup")).containsText("no row with this key");
  }

  @Test
  void anUnknownTableSaysSo() {
    expect(trouble -> trouble.contains("404"));
    open("/catalogue/warehouse/silver.strikess");
    assertThat(main()).containsText("Did you mean `silver.strikes`?");
    assertAccessible();
  }

  @Test
  void theLineageGoesFromTheFileToTheMart() {
    open("/lineage");
    Locator graph = page.locator("ps-graph");
    assertThat(graph).containsText("birdstrikes.csv");
    page.getByRole(AriaRole.SEARCHBOX).fill("strikes_by_month");
    button("gold.strikes_by_month").click();
    assertThat(page.locator("main h1")).containsText("gold.strikes_by_month");
    assertThat(page.locator("ps-graph .graph-node")).hasCount(5);
    for (String node : new String[] {"bronze.strikes", "silver.strikes", "airports.csv"}) {
      assertThat(graph).containsText(node);
    }
    assertThat(main()).containsText("by model strikes_by_month of birdstrikes");
    page.getByRole(
            AriaRole.BUTTON, new Page.GetByRoleOptions().setName("source birdstrikes.csv, csv"))
        .press("Enter");
    assertThat(main()).containsText("by stream strikes of birdstrikes");
    assertAccessible();
    screenshots("lineage");
  }

  @Test
  void connectionsAreChecked() {
    open("/connections");
    page.getByRole(
            AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Check data").setExact(true))
        .click();
    assertThat(main()).containsText("all well");
    assertAccessible();
    screenshots("connections");
  }

  @Test
  void aScheduleIsPausedAndResumedAndTheActionsTellOfIt() {
    open("/schedule");
    assertThat(main()).containsText("By the clock");
    button("Pause catalogued").click();
    button("Pause").click();
    assertThat(row("0 3 * * *")).containsText("paused");
    button("Resume catalogued").click();
    button("Resume").click();
    assertThat(row("0 3 * * *")).containsText("active");
    assertAccessible();
    screenshots("schedule");

    open("/actions");
    page.getByLabel("What", new Page.GetByLabelOptions().setExact(true))
        .selectOption("schedule.pause");
    assertThat(row("pipelines/catalogued").first()).containsText("schedule.pause");
    assertThat(row("schedule.resume")).hasCount(0);
    assertAccessible();
    screenshots("actions");
    page.getByLabel("To what").fill("pipelines/nothing-of-this-name");
    page.getByLabel("To what").press("Enter");
    assertThat(main()).containsText("Nothing fits");
  }
}
