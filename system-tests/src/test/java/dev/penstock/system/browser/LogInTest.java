package dev.penstock.system.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.RequestOptions;
import dev.penstock.local.Component;
import dev.penstock.local.LocalStack;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * The dashboard of an API that asks who you are: one more instance beside the stack's, on the same
 * database, with keys and with an organisation's log-in. Keys are made at the stack's own, which
 * asks nobody.
 */
// One more API is started with settings of its own.
@Tag("processes")
class LogInTest extends BrowserTestBase {
  private static final Duration GRACE = Duration.ofSeconds(60);
  private static final String PLACE = "/runs?q=guarded";
  private static final Pattern BACK = Pattern.compile("/runs\\?q=guarded$");

  private static @Nullable OidcProvider provider;
  private static LocalStack.@Nullable Instance guarded;

  @Override
  URI address() {
    LocalStack.Instance running = guarded;
    if (running == null) {
      OidcProvider started = new OidcProvider();
      started.member("grace", "etl-operators", "staff");
      provider = started;
      running = bed.processes().another(Component.API, 2, settings(started));
      guarded = running;
    }
    return running.address();
  }

  private static Map<String, String> settings(OidcProvider provider) {
    return Map.ofEntries(
        Map.entry("penstock.access.mode", "required"),
        Map.entry("penstock.access.rate.failures", "1000"),
        Map.entry("penstock.access.rate.per-address", "10000"),
        Map.entry("penstock.access.roles.operator", "etl-operators"),
        Map.entry("quarkus.oidc.tenant-enabled", "true"),
        Map.entry("quarkus.oidc.auth-server-url", provider.url()),
        Map.entry("quarkus.oidc.client-id", OidcProvider.CLIENT),
        Map.entry("quarkus.oidc.token.audience", OidcProvider.CLIENT),
        Map.entry("quarkus.oidc.roles.role-claim-path", "groups"),
        Map.entry("quarkus.oidc.application-type", "hybrid"),
        Map.entry("quarkus.oidc.credentials.secret", OidcProvider.SECRET),
        Map.entry("quarkus.oidc.token.refresh-expired", "true"),
        Map.entry("quarkus.oidc.authentication.session-age-extension", "8H"),
        Map.entry(
            "quarkus.oidc.token-state-manager.encryption-secret",
            "an-encryption-secret-of-32-bytes"));
  }

  /** It ends whatever it has in hand; the broker gives its share of the work to the others. */
  @AfterAll
  static void stop() throws InterruptedException {
    LocalStack.Instance running = guarded;
    if (running != null) {
      running.process().terminate(GRACE);
      running.close();
      guarded = null;
    }
    OidcProvider started = provider;
    if (started != null) {
      started.close();
      provider = null;
    }
  }

  /** Who is not known yet is told so by the server; the browser writes that to its console. */
  @BeforeEach
  void announceThatNobodyIsKnown() {
    expect(trouble -> trouble.contains("401"));
  }

  @Test
  void aWrongKeyIsExplainedAndAGoodOneLeadsBackToWhereOneWas() {
    page.navigate(PLACE);
    assertThat(page).hasURL(Pattern.compile("/login\\?back="));
    assertThat(button("Log in")).isVisible();
    assertAccessible();
    screenshots("login-required");

    logIn("psk_000000000000_nobody-has-this-key");
    Locator alert = page.getByRole(AriaRole.ALERT);
    assertThat(alert).containsText("The key was not accepted");
    assertThat(alert).containsText("unknown, revoked or expired");
    assertThat(page.getByLabel("API key")).isFocused();
    assertAccessible();
    screenshots("login-refused");

    logIn(key("ada", "operator").path("key").asText());
    assertThat(page).hasURL(BACK);
    assertThat(page.locator("main h1")).containsText("Runs");
    assertThat(page.locator(".foot")).containsText("ada (operator)");
    page.navigate("/login");
    assertThat(main()).containsText("You are logged in as ada");
    assertAccessible();
    page.navigate("/connections");
    button("Log out").click();
    assertThat(page.getByLabel("API key")).isVisible();
    page.navigate("/pipelines");
    assertThat(page).hasURL(Pattern.compile("/login\\?back=%2Fpipelines$"));
  }

  @Test
  void aViewerIsToldWhatItMayNotDo() {
    String name = "guarded";
    bed.write(name + "/orders.csv", "id,amount\n1,1.50\n2,oops\n");
    String run = bed.client().run(name, yaml(name));
    bed.client().succeed(run);
    bed.client().rejects(run);
    expect(trouble -> trouble.contains("403"));

    page.navigate("/runs/" + run + "?tab=rejects");
    logIn(key("vera", "viewer").path("key").asText());
    assertThat(page.locator(".foot")).containsText("vera (viewer)");
    assertThat(button("Run the same again")).isDisabled();
    assertThat(page.locator("ps-actions")).containsText("This needs the role operator.");
    assertThat(main()).containsText("1 reject by reason");
    assertThat(page.getByRole(AriaRole.ALERT)).containsText("needs the role operator");
    assertThat(main().getByRole(AriaRole.LINK, named("CSV"))).hasCount(0);
    assertThat(button("Dismiss these…")).hasCount(0);
    assertAccessible();
    screenshots("viewer-rejects");

    page.navigate("/pipelines/" + name + "?tab=run");
    assertThat(button("Start run")).isDisabled();
    assertThat(main()).containsText("Starting runs needs the role operator.");
    assertThat(button("Run it…")).hasCount(0);
    page.navigate("/pipelines/" + name + "?tab=preview");
    assertThat(button("Show records")).isDisabled();
    assertThat(main()).containsText("Previews need the role admin.");
    page.navigate("/connections");
    assertThat(page.locator("main .cards li").first()).isVisible();
    assertThat(button("Check data")).hasCount(0);
  }

  @Test
  void aSessionThatEndedLeadsToTheLogInAndTheOrganisationsLeadsBack() {
    JsonNode key = key("eve", "operator");
    page.navigate(PLACE);
    logIn(key.path("key").asText());
    assertThat(page.locator(".foot")).containsText("eve (operator)");

    // The page notices by itself; the cookie of the session that is over stays in the browser.
    page.request()
        .delete(
            bed.stack().api() + "/api/v1/keys/" + key.path("id").asText(),
            RequestOptions.create().setHeader("X-Penstock-Request", "test"));
    assertThat(page).hasURL(Pattern.compile("/login\\?back="));
    assertThat(page.getByLabel("API key")).isVisible();

    atTheOrganisation();
    page.getByLabel("Name").fill("grace");
    button("Agree").click();
    assertThat(page).hasURL(BACK);
    assertThat(page.locator(".foot")).containsText("grace (operator)");
    page.navigate("/schedule");
    assertThat(page.locator("main h1")).containsText("Schedule");
    assertThat(page.locator(".foot")).containsText("grace (operator)");
    button("Log out").click();
    assertThat(page.getByLabel("API key")).isVisible();
    page.navigate("/schedule");
    assertThat(page).hasURL(Pattern.compile("/login\\?back=%2Fschedule$"));
  }

  @Test
  void whoIsNotLetInOrHasNoRoleIsToldWhy() {
    page.navigate("/");
    atTheOrganisation();
    button("Refuse").click();
    assertThat(page.getByRole(AriaRole.ALERT)).containsText("You were not let in");
    assertThat(page.getByRole(AriaRole.ALERT)).containsText("said no");
    assertAccessible();
    screenshots("login-denied");

    atTheOrganisation();
    page.getByLabel("Name").fill("mallory");
    button("Agree").click();
    assertThat(page.getByRole(AriaRole.ALERT)).containsText("You have no role here");
    assertThat(main()).containsText("mallory");
    assertAccessible();
    screenshots("login-without-role");
    button("Log out").click();
    assertThat(page.getByLabel("API key")).isVisible();
  }

  private void atTheOrganisation() {
    main().getByRole(AriaRole.LINK, named("Log in with your organisation")).click();
    assertThat(page.locator("h1")).hasText("The organisation's log-in");
  }

  private void logIn(String key) {
    page.getByLabel("API key").fill(key);
    button("Log in").click();
  }

  private JsonNode key(String name, String role) {
    return bed.client()
        .post("/api/v1/keys", "{\"name\": \"" + name + "\", \"role\": \"" + role + "\"}")
        .json();
  }

  private Locator button(String name) {
    return page.getByRole(
        AriaRole.BUTTON, new Page.GetByRoleOptions().setName(name).setExact(true));
  }

  private static Locator.GetByRoleOptions named(String name) {
    return new Locator.GetByRoleOptions().setName(name).setExact(true);
  }

  private static String yaml(String name) {
    return """
        apiVersion: penstock/v1
        name: %1$s
        streams:
          orders:
            source: { connection: data, path: %1$s/orders.csv, format: csv }
            steps:
              - cast: { id: bigint, amount: "decimal(12,2)" }
            outputs:
              orders: { connection: warehouse, table: silver.%1$s, mode: append }
        """
        .formatted(name);
  }
}
