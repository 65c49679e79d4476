package dev.penstock.system.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static dev.penstock.local.Component.API;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import dev.penstock.local.Component;
import java.time.Duration;
import java.util.Locale;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A run as people follow it: to its end, cancelled, with rejects, through a dead API. */
class RunPageTest extends BrowserTestBase {
  private static final Duration END = Duration.ofMinutes(2);

  @AfterEach
  void heal() {
    if (bed != null) {
      bed.heal();
    }
  }

  @Test
  void aRunIsWatchedFromItsStartToItsEndWithoutAReload() {
    store("watched", "id,amount\n1,1.50\n2,oops\n3,3.25\n");
    bed.stack().suspend(Component.LOADER);
    String run = bed.client().run("watched");

    open("/runs/" + run);
    assertThat(state()).not().containsText("succeeded");
    bed.stack().resume(Component.LOADER);

    assertThat(state()).hasText("succeeded");
    assertAccessible();
    screenshots("run");
    tab("Books");
    assertThat(main()).containsText("balanced");
    assertAccessible();
    screenshots("run-books");
    for (String name : new String[] {"Checks", "Tables", "Logs", "History", "Details"}) {
      tab(name);
      assertAccessible();
      screenshots("run-" + name.toLowerCase(Locale.ROOT));
    }
  }

  @Test
  void aRunIsCancelledAfterTheQuestion() {
    store("stopped", "id,amount\n1,1.50\n");
    bed.stack().suspend(Component.LOADER);
    String run = bed.client().run("stopped");
    open("/runs/" + run);

    main().getByRole(AriaRole.BUTTON, named("Cancel")).click();
    Locator dialog = page.getByRole(AriaRole.DIALOG);
    assertThat(dialog).containsText("Nothing of it becomes visible");
    assertAccessible();
    dialog.getByRole(AriaRole.BUTTON, named("Cancel the run")).click();

    assertThat(state()).hasText("cancelled");
    assertThat(dialog).isHidden();
  }

  @Test
  void aRejectIsCorrectedByHandAndReplayed() {
    store("corrected", "id,amount\n1,1.50\n2,oops\n");
    String run = bed.client().run("corrected");
    bed.client().succeed(run, END);
    bed.client().rejects(run);

    open("/rejects");
    main().getByRole(AriaRole.LINK, named("corrected")).click();
    assertThat(main()).containsText("1 reject by reason");
    main().locator("button.link").click();
    assertThat(page.locator("ps-reject .original span.bad")).hasText("oops");
    assertAccessible();
    screenshots("reject");
    main().getByRole(AriaRole.BUTTON, named("Edit and replay")).click();
    page.getByLabel("amount").fill("2.75");
    main().getByRole(AriaRole.BUTTON, named("Replay the corrected record")).click();

    assertThat(page.locator("h1 + p")).containsText("takes up rejects of");
    assertThat(state()).hasText("succeeded");
    page.navigate("/runs/" + run + "?tab=rejects");
    assertThat(page.locator("tbody ps-state")).hasText("replayed");
  }

  @Test
  void aPageSaysThatTheServerIsGoneAndRecoversByItself() {
    expect(trouble -> trouble.contains("ERR_") || trouble.startsWith("no answer"));
    expect(trouble -> trouble.startsWith("50") || trouble.contains("status of 50"));
    store("lost", "id,amount\n1,1.50\n");
    bed.stack().suspend(Component.LOADER);
    String run = bed.client().run("lost");
    open("/runs/" + run);

    bed.stack().kill(API);
    assertThat(page.locator(".connection")).containsText("Connection lost");
    bed.stack().start(API);

    assertThat(page.locator(".connection")).isHidden();
    bed.stack().resume(Component.LOADER);
    assertThat(state()).hasText("succeeded");
  }

  @Test
  void runsAreFoundByTheirStateAndWhatTheServerRefusesIsExplained() {
    store("listed", "id,amount\n1,1.50\n");
    bed.client().succeed(bed.client().run("listed"), END);

    open("/runs?q=listed");
    assertThat(page.locator("tbody tr")).hasCount(1);
    assertAccessible();
    screenshots("runs");
    page.getByLabel("State").selectOption("failed");
    assertThat(main()).containsText("No run fits these filters");

    expect(trouble -> trouble.contains("400"));
    page.navigate("/runs?state=sleeping");
    assertThat(page.getByRole(AriaRole.ALERT)).containsText("sleeping");
  }

  @Test
  void whoNeedNotLogInIsToldSo() {
    page.navigate("/login?back=//elsewhere.example");
    assertThat(main()).containsText("you need not log in");
    assertThat(main().getByRole(AriaRole.LINK, named("Go on"))).hasAttribute("href", "/");
    assertAccessible();
    screenshots("login");
  }

  private void store(String name, String csv) {
    bed.write(name + "/orders.csv", csv);
    bed.client()
        .store(
            name,
            """
            apiVersion: penstock/v1
            name: %1$s
            streams:
              orders:
                source: { connection: data, path: %1$s/orders.csv, format: csv }
                bronze: { table: bronze.%1$s }
                steps:
                  - cast: { id: bigint, amount: "decimal(12,2)" }
                outputs:
                  orders: { connection: warehouse, table: silver.%1$s, mode: append }
            checks:
              - { on: orders, not_null: [id] }
            """
                .formatted(name));
  }

  private Locator state() {
    return page.locator("h1 ps-state");
  }

  private void tab(String name) {
    page.getByRole(AriaRole.TAB, new Page.GetByRoleOptions().setName(name)).click();
  }

  private static Locator.GetByRoleOptions named(String name) {
    return new Locator.GetByRoleOptions().setName(name).setExact(true);
  }
}
