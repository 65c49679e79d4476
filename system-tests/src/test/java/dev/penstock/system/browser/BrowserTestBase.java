package dev.penstock.system.browser;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.deque.html.axecore.playwright.AxeBuilder;
import com.deque.html.axecore.results.AxeResults;
import com.deque.html.axecore.results.Rule;
import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.ConsoleMessage;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Request;
import com.microsoft.playwright.Response;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.ReducedMotion;
import dev.penstock.system.TestBed;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;

/**
 * What tests of the dashboard share: the stack, a page in a context of its own, and the judgement
 * at the end that nothing went wrong that the test had not announced. Skipped where there is no
 * Chromium. Waiting is Playwright's own ({@code assertThat(locator)}), for {@link #PATIENCE}.
 */
abstract class BrowserTestBase {
  /** Milliseconds; machines that build are slow. */
  static final double PATIENCE = 60_000;

  private static final int HIGH = 900;
  private static final List<Integer> WIDTHS = List.of(360, 1280, 1920);

  private final List<String> troubles = new ArrayList<>();

  private Predicate<String> expected = trouble -> false;

  private BrowserContext context;

  TestBed bed;
  Page page;

  @BeforeEach
  void openBrowser() {
    Assumptions.assumeTrue(
        Chromium.installed().isPresent(),
        "There is no Chromium here: apt-get install chromium, or name one in PENSTOCK_CHROMIUM.");
    bed = TestBed.shared();
    PlaywrightAssertions.setDefaultAssertionTimeout(PATIENCE);
    context =
        Chromium.shared()
            .newContext(
                new Browser.NewContextOptions()
                    .setBaseURL(address().toString())
                    .setViewportSize(1280, HIGH)
                    .setLocale("en-GB")
                    .setTimezoneId("Europe/Berlin")
                    .setReducedMotion(ReducedMotion.REDUCE));
    context.setDefaultTimeout(PATIENCE);
    context.setDefaultNavigationTimeout(PATIENCE);
    page = context.newPage();
    page.onConsoleMessage(this::heard);
    page.onPageError(error -> troubles.add("error in the page: " + error));
    page.onRequestFailed(this::failed);
    page.onResponse(this::answered);
  }

  @AfterEach
  void closeBrowser() {
    if (context != null) {
      context.close();
      assertThat(troubles.stream().filter(expected.negate())).as("what went wrong").isEmpty();
    }
  }

  /** Where the dashboard is. */
  URI address() {
    return bed.stack().api();
  }

  /** Says which troubles belong to this test, by what they say. */
  void expect(Predicate<String> trouble) {
    expected = expected.or(trouble);
  }

  /** Goes to an address of the dashboard, and waits until what it shows has come. */
  void open(String address) {
    page.navigate(address);
    page.locator("main h1").first().waitFor();
    PlaywrightAssertions.assertThat(page.locator("main ps-loading")).hasCount(0);
  }

  /** What a reader sees as the page's content. */
  Locator main() {
    return page.locator("main");
  }

  /** No violation that axe finds, light and dark. */
  void assertAccessible() {
    for (ColorScheme scheme : List.of(ColorScheme.LIGHT, ColorScheme.DARK)) {
      page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(scheme));
      AxeResults results = new AxeBuilder(page).setLegacyMode(true).analyze();
      assertThat(results.getViolations().stream().map(BrowserTestBase::shown))
          .as("axe, " + scheme + ", " + page.url())
          .isEmpty();
    }
    page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(ColorScheme.LIGHT));
  }

  /**
   * Pictures of the whole page in {@code target/screenshots}, light and dark, from a phone's width
   * to a wide screen's; no width may scroll sideways.
   */
  void screenshots(String name) {
    for (ColorScheme scheme : List.of(ColorScheme.LIGHT, ColorScheme.DARK)) {
      page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(scheme));
      for (int width : WIDTHS) {
        page.setViewportSize(width, HIGH);
        String file = name + "-" + scheme.name().toLowerCase(Locale.ROOT) + "-" + width;
        page.screenshot(
            new Page.ScreenshotOptions()
                .setFullPage(true)
                .setPath(
                    TestBed.project()
                        .resolve(Path.of("system-tests/target/screenshots", file + ".png"))));
        // A chart takes up its new size a frame or two later.
        await(file + " is wider than the screen")
            .atMost(Duration.ofSeconds(60))
            .pollInSameThread()
            .untilAsserted(
                () ->
                    assertThat(page.evaluate("document.documentElement.scrollWidth - innerWidth"))
                        .isEqualTo(0));
      }
    }
    page.setViewportSize(1280, HIGH);
    page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(ColorScheme.LIGHT));
  }

  private void heard(ConsoleMessage message) {
    if (message.type().equals("error") || message.type().equals("warning")) {
      troubles.add("console: " + message.text() + " " + message.location());
    }
  }

  private void failed(Request request) {
    // A page that is left gives up its requests; that is no trouble.
    if (!String.valueOf(request.failure()).contains("ERR_ABORTED")) {
      troubles.add("no answer: " + request.method() + " " + request.url());
    }
  }

  private void answered(Response answer) {
    if (answer.status() >= 400) {
      troubles.add(
          answer.status() + ": " + answer.request().method() + " " + answer.request().url());
    }
  }

  private static String shown(Rule rule) {
    return rule.getId()
        + ": "
        + rule.getHelp()
        + rule.getNodes().stream().map(node -> "\n    " + node.getHtml()).toList();
  }
}
