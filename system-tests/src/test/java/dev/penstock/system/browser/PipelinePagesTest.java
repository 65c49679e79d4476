package dev.penstock.system.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Overview, pipelines, and the page of a pipeline with its form, over the real stack. */
class PipelinePagesTest extends BrowserTestBase {
  private static final String YAML =
      """
      apiVersion: penstock/v1
      name: %s
      description: Sales of some shops
      parameters:
        least: { type: integer, default: 0, description: Sales of less are left out }
        shop: { type: text, default: north, values: [north, south] }
      streams:
        sales:
          source: { connection: data, path: %s, format: csv }
          bronze: { table: bronze.%s }
          steps:
            - cast: { id: bigint, amount: bigint }
            - filter: amount >= $least
            - derive: { shop: "$shop" }
          outputs:
            sales: { connection: warehouse, table: silver.%s, mode: replace, key: [id] }
      models:
        %s_by_shop:
          sql: SELECT shop, sum(amount) AS amount FROM {ref:sales} GROUP BY 1
      checks:
        - { on: sales, rows: { min: %d } }
      """;

  @Test
  void aRefusalStandsAtItsFieldAndTheNextTryLeadsToTheRun() throws IOException {
    String name = stored("form_sales", 1);
    expect(trouble -> trouble.contains("/pipelines/" + name + "/runs"));
    open("/pipelines/" + name);
    page.getByRole(AriaRole.TAB, new Page.GetByRoleOptions().setName("Run it")).click();

    Locator least = page.getByLabel("least");
    least.fill("many");
    page.getByLabel("shop").selectOption("south");
    start().click();
    assertThat(page.locator("#field-parameters-least-wrong")).containsText("many");
    assertThat(least).hasAttribute("aria-invalid", "true");
    assertThat(least).isFocused();
    assertThat(page.getByLabel("shop")).hasAttribute("aria-invalid", "false");
    assertAccessible();

    least.fill("90");
    start().click();
    Locator answer = page.locator(".run-answer");
    assertThat(answer).containsText("was accepted");
    assertThat(least).hasAttribute("aria-invalid", "false");
    answer.getByRole(AriaRole.LINK).click();
    assertThat(page).hasURL(Pattern.compile("/runs/[0-9a-f-]{36}"));
    String run = page.url().replaceAll(".*/runs/", "");
    bed.client().succeed(run);
    org.assertj.core.api.Assertions.assertThat(
            bed.client().get("/api/v1/runs/" + run).json().at("/parameters/shop").asText())
        .isEqualTo("south");

    open("/pipelines?q=" + name);
    Locator row = page.locator("ps-pipelines tbody tr");
    assertThat(row).hasCount(1);
    assertThat(row).containsText("succeeded");
    open("/pipelines/" + name + "?tab=history");
    assertThat(page.locator("ps-history tbody").last()).containsText("succeeded");
    assertThat(main()).containsText("1 of the last 1 succeeded");
  }

  @Test
  void aFailingPipelineStandsOnTheOverviewWithTheReason() throws IOException {
    String name = stored("failing_sales", 5_000);
    open("/");
    assertThat(main()).containsText("Runs now");
    String run = bed.client().run(name);
    bed.client().fail(run);

    // The page hears of it by itself.
    Locator entry =
        page.locator(".attention li").filter(new Locator.FilterOptions().setHasText(name));
    assertThat(entry).containsText("failing");
    assertAccessible();
    screenshots("overview");
    entry
        .getByRole(AriaRole.LINK, new Locator.GetByRoleOptions().setName("The failed run"))
        .click();
    assertThat(page).hasURL(Pattern.compile("/runs/" + run));
    bed.client().cancel(run);
  }

  @Test
  void theGraphIsReachedByKeyboardAndShowsPartsOfTheText() throws IOException {
    String name = stored("graph_sales", 1);
    open("/pipelines/" + name);
    Locator nodes = page.locator(".graph-node");
    assertThat(nodes).hasCount(9);
    nodes.first().focus();
    // Connection, source, bronze, cast.
    for (int i = 0; i < 3; i++) {
      page.keyboard().press("Tab");
    }
    page.keyboard().press("Enter");
    Locator part = page.locator(".node-part");
    assertThat(part).containsText("streams.sales.steps[0]");
    assertThat(part.locator("ps-code")).containsText("- cast: { id: bigint, amount: bigint }");
    assertAccessible();
    screenshots("pipeline-graph");
  }

  @Test
  void everyPartOfThePageCanBeReadByAll() throws IOException {
    String name = stored("parts_sales", 1);
    bed.client().store(name, yaml(name, 2));
    bed.client().succeed(bed.client().run(name));
    for (String tab :
        new String[] {"history", "run", "definition", "versions", "schedule", "state"}) {
      open("/pipelines/" + name + "?tab=" + tab);
      assertThat(page.locator("[role=tabpanel] .card").first()).isVisible();
      assertThat(page.locator("[role=tabpanel] ps-loading")).hasCount(0);
      assertAccessible();
      screenshots("pipeline-" + tab);
    }
    open("/pipelines/" + name + "?tab=versions");
    assertThat(page.locator(".diff .added")).containsText("min: 2");
    assertThat(page.locator(".diff .removed")).containsText("min: 1");
    open("/pipelines/" + name + "?tab=preview");
    page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Show records")).click();
    assertThat(main()).containsText("50 records read");
    assertAccessible();
    open("/pipelines?q=" + name);
    assertThat(page.locator("ps-strip a")).hasCount(1);
    assertAccessible();
    screenshots("pipelines");
  }

  private Locator start() {
    return page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Start run"));
  }

  /** Stores the pipeline with a file of a hundred sales. */
  private String stored(String name, int rows) throws IOException {
    Path file = bed.data().resolve(name + ".csv");
    Files.writeString(
        file,
        IntStream.rangeClosed(1, 100)
            .mapToObj(id -> id + "," + id)
            .collect(Collectors.joining("\n", "id,amount\n", "\n")));
    bed.client().store(name, yaml(name, rows));
    return name;
  }

  private static String yaml(String name, int rows) {
    return YAML.formatted(name, name + ".csv", name, name, name, rows);
  }
}
