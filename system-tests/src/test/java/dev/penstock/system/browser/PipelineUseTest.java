package dev.penstock.system.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static dev.penstock.local.Component.API;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A pipeline tried without consequences, its people told, and its page while the API is away. */
class PipelineUseTest extends BrowserTestBase {
  private static final String YAML =
      """
      apiVersion: penstock/v1
      name: %1$s
      streams:
        orders:
          source: { connection: data, path: %1$s/orders.csv, format: csv }
          steps:
            - cast: { id: bigint, amount: "decimal(12,2)" }
          outputs:
            orders: { connection: warehouse, table: silver.%1$s, mode: upsert, key: [id] }
      checks:
        - { on: orders, rows: { min: 1 } }
      """;

  @AfterEach
  void heal() {
    if (bed != null) {
      bed.heal();
    }
  }

  @Test
  void aDryRunIsStartedFromTheFormAndShowsWhatWouldChange() {
    String name = stored("rehearsed", "");
    open("/pipelines/" + name + "?tab=run");
    page.getByLabel("Dry run").check();
    button("Start run").click();
    page.locator(".run-answer").getByRole(AriaRole.LINK).click();

    assertThat(page.locator("h1 ps-state")).hasText("succeeded");
    assertThat(page.locator("h1 + p")).containsText("dry run: nothing becomes visible");
    tab("What would change");
    assertThat(main()).containsText("Everything was done and taken back");
    Locator table = page.locator("main tbody tr").filter(text("silver." + name));
    assertThat(table.locator("td.number").first()).hasText("2");
    assertThat(page.locator("main pre")).containsText("CREATE TABLE");
    Assertions.assertThat(bed.warehouse().exists("silver." + name)).isFalse();
    assertAccessible();
    screenshots("run-dry");
  }

  @Test
  void aRunShowsWhoWasTold() {
    String name = stored("announced", "hooks:\n  - { on: succeeded, notify: planted }\n");
    String run = bed.client().run(name);
    bed.client().succeed(run);
    open("/runs/" + run + "?tab=history");
    Locator hook = page.locator("main tbody tr").filter(text("planted"));
    assertThat(hook).containsText("succeeded");
    // Nobody listens there.
    assertThat(hook).containsText("the receiver cannot be reached");
    assertAccessible();
    screenshots("run-hooks");
  }

  @Test
  void thePageOfAPipelineSaysThatTheServerIsGoneAndRecoversByItself() {
    expect(trouble -> trouble.contains("ERR_") || trouble.startsWith("no answer"));
    expect(trouble -> trouble.startsWith("50") || trouble.contains("status of 50"));
    String name = stored("orphaned", "");
    open("/pipelines/" + name);
    assertThat(main()).containsText("Never ran");
    assertThat(page.locator(".graph-node").first()).isVisible();

    bed.stack().kill(API);
    assertThat(page.locator(".connection")).containsText("Connection lost");
    screenshots("pipeline-lost");
    bed.stack().start(API);

    assertThat(page.locator(".connection")).isHidden();
    bed.client().succeed(bed.client().run(name));
    assertThat(page.locator(".page-head")).containsText("succeeded");
  }

  private String stored(String name, String more) {
    bed.write(name + "/orders.csv", "id,amount\n1,1.50\n2,2.50\n");
    bed.client().store(name, YAML.formatted(name) + more);
    return name;
  }

  private Locator button(String name) {
    return main()
        .getByRole(AriaRole.BUTTON, new Locator.GetByRoleOptions().setName(name).setExact(true));
  }

  private void tab(String name) {
    page.getByRole(AriaRole.TAB, new Page.GetByRoleOptions().setName(name)).click();
  }

  private static Locator.FilterOptions text(String text) {
    return new Locator.FilterOptions().setHasText(text);
  }
}
