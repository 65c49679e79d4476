package dev.penstock.system.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** The frame around all pages: ways from one to another, by mouse, keyboard and address. */
class ShellTest extends BrowserTestBase {
  @Test
  void everyPageIsReachedFromTheNavigationAndTheBrowserGoesBack() {
    open("/");
    for (String name : new String[] {"Runs", "Pipelines", "Rejects", "Schedule", "Actions"}) {
      page.getByRole(AriaRole.NAVIGATION)
          .getByRole(AriaRole.LINK)
          .filter(new Locator.FilterOptions().setHasText(name))
          .click();
      assertThat(page.locator("main h1")).containsText(name);
      assertThat(page.locator("nav a[aria-current=page]")).hasText(name);
    }
    page.goBack();
    assertThat(page.locator("main h1")).containsText("Schedule");
  }

  @Test
  void keysLeadToPagesAndAreShown() {
    open("/");
    // The second key counts for a second and a half, which a busy machine may miss.
    await()
        .pollInSameThread()
        .atMost(Duration.ofSeconds(60))
        .until(
            () -> {
              page.keyboard().press("g");
              page.keyboard().press("r");
              return page.locator("main h1").textContent().contains("Runs");
            });
    page.keyboard().press("?");
    assertThat(page.getByRole(AriaRole.DIALOG)).isVisible();
    assertAccessible();
    page.keyboard().press("Escape");
    assertThat(page.getByRole(AriaRole.DIALOG)).isHidden();
  }

  @Test
  void theChosenAppearanceStays() {
    open("/runs");
    page.getByLabel("Appearance").selectOption("dark");
    page.reload();
    assertThat(page.locator("html")).hasAttribute("data-theme", "dark");
  }

  @Test
  void anAddressWithoutAPageSaysSo() {
    open("/nowhere/at/all");
    assertThat(main()).containsText("Nothing is at this address");
    page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName("To the overview")).click();
    assertThat(page.locator("main h1")).containsText("Overview");
  }
}
