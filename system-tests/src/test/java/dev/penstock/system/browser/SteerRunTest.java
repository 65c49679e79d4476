package dev.penstock.system.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.Download;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import dev.penstock.local.Component;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What people do to a run and to its rejects, with the questions that are asked before. */
class SteerRunTest extends BrowserTestBase {
  @AfterEach
  void heal() {
    if (bed != null) {
      bed.heal();
    }
  }

  @Test
  void aRunIsHeldGivenAPriorityAndLetGoOn() {
    store("steered", "steered/orders.csv");
    bed.write("steered/orders.csv", "id,amount\n1,1.50\n");
    bed.stack().suspend(Component.LOADER);
    String run = bed.client().run("steered");
    open("/runs/" + run);

    button("Pause").click();
    assertThat(dialog()).containsText("reads nothing new");
    answer("Pause");
    assertThat(state()).hasText("paused");

    // What cannot be is explained in the question itself, and can be mended there.
    expect(trouble -> trouble.contains("400"));
    button("Priority").click();
    Locator priority = dialog().getByLabel("Priority, −100 to 100");
    priority.fill("");
    answer("Set");
    assertThat(dialog().getByRole(AriaRole.ALERT)).containsText("no whole number");
    priority.fill("1000");
    answer("Set");
    assertThat(dialog().getByRole(AriaRole.ALERT)).containsText("100");
    assertAccessible();
    screenshots("run-priority-refused");
    assertThat(priority).isFocused();
    priority.fill("7");
    priority.press("Enter");
    assertThat(dialog()).isHidden();
    assertThat(page.locator("ps-toast")).containsText("The priority is 7.");
    tab("Details");
    assertThat(page.locator("dt", new Page.LocatorOptions().setHasText("Priority")).locator("+ dd"))
        .hasText("7");

    button("Resume").click();
    answer("Resume");
    assertThat(state()).not().hasText("paused");
    bed.stack().resume(Component.LOADER);
    assertThat(state()).hasText("succeeded");
    tab("History");
    for (String done : List.of("paused it", "changed its priority", "resumed it")) {
      assertThat(row(done)).hasCount(1);
    }
  }

  @Test
  void aFailedRunSaysWhyAndGoesOnFromWhereItFailed() {
    String name = "mended";
    bed.write(name + "/here.csv", "id,amount\n1,1.50\n2,2.50\n");
    bed.client()
        .store(
            name,
            """
            apiVersion: penstock/v1
            name: %1$s
            streams:
              here:
                source: { connection: data, path: %1$s/here.csv, format: csv }
                outputs: { here: { connection: warehouse, table: silver.%1$s_here, mode: append } }
              late:
                source: { connection: data, path: %1$s/late.csv, format: csv }
                outputs: { late: { connection: warehouse, table: silver.%1$s_late, mode: append } }
            """
                .formatted(name));
    String run = bed.client().run(name);
    bed.client().fail(run);

    open("/runs/" + run);
    assertThat(state()).hasText("failed");
    Locator alert = page.getByRole(AriaRole.ALERT);
    assertThat(alert).containsText("This run failed, and nothing of it was published");
    assertThat(alert).containsText(name + "/late.csv");
    assertThat(alert).containsText("What to do:");
    assertThat(main()).containsText("was not planned");
    assertThat(main()).containsText("What is loaded is kept until");
    assertAccessible();
    screenshots("run-failed");

    bed.write(name + "/late.csv", "id,amount\n3,3.50\n");
    button("Try again").click();
    assertThat(dialog()).containsText("It goes on where it stopped");
    screenshots("run-retry");
    answer("Try again");
    assertThat(state()).hasText("succeeded");
    assertThat(main()).containsText("This is attempt 2.");
    assertThat(alert).hasCount(0);
    tab("History");
    assertThat(row("tried it again")).hasCount(1);
    Assertions.assertThat(bed.warehouse().count("silver.mended_here")).isEqualTo(2);
    Assertions.assertThat(bed.warehouse().count("silver.mended_late")).isEqualTo(1);
  }

  @Test
  void rejectsAreDismissedForAReasonOpenedAgainAndDownloaded() throws IOException {
    store("discarded", "discarded/orders.csv");
    bed.write("discarded/orders.csv", "id,amount\n1,1.50\n2,\"oo,ps\"\nthree,3.50\n");
    String run = bed.client().run("discarded");
    bed.client().succeed(run);
    bed.client().rejects(run);
    open("/runs/" + run + "?tab=rejects");
    assertThat(main()).containsText("2 rejects by reason");
    Locator first = row("discarded.csv").or(row("oo,ps")).first();
    first.locator("button.link").click();
    Locator shown = page.locator("ps-reject");
    assertThat(shown.locator(".original")).containsText("oo,ps");

    shown.getByRole(AriaRole.BUTTON, named("Dismiss")).click();
    answer("Dismiss");
    assertThat(dialog().getByRole(AriaRole.ALERT)).containsText("A reason is missing.");
    assertAccessible();
    screenshots("reject-dismiss");
    dialog().getByLabel("Reason").fill("a test order");
    answer("Dismiss");
    assertThat(shown).containsText("Dismissed: a test order");
    assertThat(shown.getByRole(AriaRole.BUTTON, named("Edit and replay"))).hasCount(0);

    page.getByLabel("Status").selectOption("dismissed");
    assertThat(page.locator("main tbody tr")).hasCount(1);
    List<String> csv = download("CSV");
    Assertions.assertThat(csv).hasSize(2);
    Assertions.assertThat(csv.getFirst()).startsWith("id,place,stage");
    Assertions.assertThat(csv.get(1)).contains("oo,ps").contains("dismissed,a test order");
    page.getByLabel("Status").selectOption("");
    assertThat(page.locator("main tbody tr")).hasCount(2);
    Assertions.assertThat(download("JSON Lines"))
        .hasSize(2)
        .anySatisfy(line -> Assertions.assertThat(line).contains("oo,ps"))
        .anySatisfy(line -> Assertions.assertThat(line).contains("three"));

    row("dismissed").locator("button.link").click();
    shown.getByRole(AriaRole.BUTTON, named("Open again")).click();
    assertThat(shown.locator("h2 ps-state")).hasText("open");
    assertThat(shown.getByRole(AriaRole.BUTTON, named("Edit and replay"))).isVisible();
    screenshots("reject-opened-again");
    button("Dismiss these…").click();
    dialog().getByLabel("Reason").fill("all of them");
    answer("Dismiss");
    assertThat(page.locator("ps-toast")).containsText("2 rejects dismissed.");
    assertThat(page.locator("main tbody ps-state").filter(text("dismissed"))).hasCount(2);
  }

  private List<String> download(String name) throws IOException {
    Download file =
        page.waitForDownload(() -> main().getByRole(AriaRole.LINK, named(name)).click());
    return Files.readAllLines(file.path());
  }

  private void store(String name, String path) {
    bed.client()
        .store(
            name,
            """
            apiVersion: penstock/v1
            name: %1$s
            streams:
              orders:
                source: { connection: data, path: %2$s, format: csv }
                steps:
                  - cast: { id: bigint, amount: "decimal(12,2)" }
                outputs:
                  orders: { connection: warehouse, table: silver.%1$s, mode: append }
            """
                .formatted(name, path));
  }

  private Locator state() {
    return page.locator("h1 ps-state");
  }

  private Locator dialog() {
    return page.getByRole(AriaRole.DIALOG);
  }

  private void answer(String name) {
    dialog().getByRole(AriaRole.BUTTON, named(name)).click();
  }

  private Locator button(String name) {
    return main().getByRole(AriaRole.BUTTON, named(name));
  }

  private Locator row(String text) {
    return page.locator("main tbody tr").filter(text(text));
  }

  private void tab(String name) {
    page.getByRole(AriaRole.TAB, new Page.GetByRoleOptions().setName(name)).click();
  }

  private static Locator.FilterOptions text(String text) {
    return new Locator.FilterOptions().setHasText(text);
  }

  private static Locator.GetByRoleOptions named(String name) {
    return new Locator.GetByRoleOptions().setName(name).setExact(true);
  }
}
