package dev.penstock.connector.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.penstock.connector.Connection;
import dev.penstock.connector.ConnectorSpec;
import dev.penstock.error.PermanentException;
import dev.penstock.error.Problem;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HttpSettingsTest {
  private static final String URL = "https://api.example.com/v1";

  @Test
  void readsTheSettings() {
    HttpSettings settings =
        HttpSettings.of(
            connection(
                "url=" + URL,
                "header.X-Tenant=7",
                "rate_limit=0.5",
                "timeout=5",
                "allow_hosts=a.example.com, B.example.com:8443"));

    assertThat(settings.base()).isEqualTo(URI.create(URL + "/"));
    assertThat(settings.headers()).isEqualTo(Map.of("X-Tenant", "7"));
    assertThat(settings.rateLimit()).isEqualTo(0.5);
    assertThat(settings.timeout()).isEqualTo(Duration.ofSeconds(5));
    assertThat(settings.redirectHosts())
        .containsExactlyInAnyOrder("a.example.com", "b.example.com:8443");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "-",
      value = {
        "url | -",
        "url | url=ftp://example.com",
        "url | url=https://user:s3cret@example.com/",
        "url | url=https://example.com/?key=s3cret",
        "url | url=https://example.com/#s3cret",
        "url | url=example.com",
        "url | url=https://exa mple.com",
        "auth | auth=s3cret",
        "token | auth=bearer",
        "token | auth=bearer;token=s3cret\u00e4",
        "password | auth=basic;username=me",
        "username | auth=basic;password=s3cret",
        "api_key | auth=api_key",
        "api_key_query | auth=api_key;api_key=s3cret;api_key_query=k;api_key_header=X-K",
        "api_key_header | auth=api_key;api_key=s3cret;api_key_header=Host",
        "token_url | auth=oauth2;client_id=me;client_secret=s3cret",
        "client_secret | auth=oauth2;client_id=me;token_url=https://example.com/token",
        "header.Host | header.Host=s3cret",
        "header.Authorization | header.Authorization=s3cret",
        "header.a b | header.a b=s3cret",
        "rate_limit | rate_limit=-1",
        "rate_limit | rate_limit=NaN",
        "timeout | timeout=0",
        "timeout | timeout=1h",
        "max_response_bytes | max_response_bytes=999999999999",
        "allow_hosts | allow_hosts=https://example.com",
        "check_path | check_path=../x",
        "tokn | tokn=s3cret"
      })
  void tellsWhichSettingIsWrongWithoutItsValue(String setting, String settings) {
    PermanentException error =
        catchThrowableOfType(
            PermanentException.class,
            () ->
                HttpSettings.of(
                    settings == null
                        ? connection()
                        : connection(
                            settings.startsWith("url=")
                                ? new String[] {settings}
                                : ("url=" + URL + ";" + settings).split(";"))));

    assertThat(error.problems())
        .extracting(Problem::where)
        .containsExactly("connection shop, setting " + setting);
    assertThat(error.problems().toString()).doesNotContain("s3cret");
  }

  @Test
  void nothingThatIsPrintedHoldsASecret() {
    Connection connection =
        connection(
            "url=" + URL,
            "auth=oauth2",
            "client_id=me",
            "client_secret=s3cret",
            "token_url=https://example.com/token",
            "header.X-Key=s3cret");
    HttpSettings settings = HttpSettings.of(connection);

    assertThat(
            List.of(
                connection.toString(),
                settings.toString(),
                settings.auth().toString(),
                Auth.Header.bearer("s3cret").toString(),
                new Auth.Query("key", "s3cret").toString()))
        .noneMatch(text -> text.contains("s3cret") || text.contains("example.com"));
  }

  @Test
  void seesSecretsHoweverTheyAreQuoted() {
    Secrets secrets = new Secrets(List.of("Ab/12+cd==xyz", "abc"));

    assertThat(secrets.mayStandIn("token=Ab%2F12%2Bcd%3D%3Dxyz")).isTrue();
    assertThat(secrets.mayStandIn("{\"t\": \"ab\\/12+CD=\"}")).isTrue();
    assertThat(secrets.mayStandIn("t=%41%62%2f%31%32%2b%63d")).isTrue();
    assertThat(secrets.mayStandIn("Ab\\u002f12\\u002Bcd")).isTrue();
    assertThat(secrets.mayStandIn("Ab&#47;12&plus;cd&#x3D;")).isTrue();
    assertThat(secrets.mayStandIn("it is a-b-c")).isTrue();
    assertThat(secrets.mayStandIn("nothing of it")).isFalse();
  }

  @Test
  void thePageShowsTheSettings() throws IOException {
    String table =
        HttpSettings.SPEC.stream()
            .map(HttpSettingsTest::row)
            .collect(
                Collectors.joining(
                    "\n", "| setting | default | meaning |\n| --- | --- | --- |\n", "\n"));
    Path page = Path.of("..", "docs", "reference", "sources.md");
    String head =
        "## Connections of type `http`\n\n" + HttpConnectionType.SPEC.description() + "\n\n";
    if (Boolean.getBoolean("penstock.docs.write")) {
      Files.writeString(
          page,
          Files.readString(page)
              .replaceFirst(
                  Pattern.quote(head) + "(\\|[^\\n]*\\n|SETTINGS\\n)*",
                  Matcher.quoteReplacement(head + table)));
    }

    assertThat(Files.readString(page)).contains(head + table);
  }

  private static String row(ConnectorSpec.Option option) {
    String values =
        option.allowed().isEmpty()
            ? ""
            : option.allowed().stream()
                .map(value -> "`" + value + "`")
                .collect(Collectors.joining(", ", " One of ", "."));
    String otherwise =
        option.required()
            ? "required"
            : option.defaultValue().isEmpty() ? "" : "`" + option.defaultValue() + "`";
    return "| `%s` | %s | %s%s |".formatted(option.name(), otherwise, option.description(), values);
  }

  private static Connection connection(String... settings) {
    Map<String, String> map = new HashMap<>();
    Arrays.stream(settings)
        .map(text -> text.split("=", 2))
        .forEach(pair -> map.put(pair[0], pair[1]));
    return new Connection("shop", "http", map);
  }
}
