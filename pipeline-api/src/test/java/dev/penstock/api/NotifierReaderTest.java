package dev.penstock.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.penstock.api.HookConfig.NotifierConfig;
import dev.penstock.api.hooks.Notifier.Webhook;
import dev.penstock.api.hooks.Notifiers;
import dev.penstock.definition.HookDefinition;
import dev.penstock.definition.HookDefinition.When;
import dev.penstock.error.PermanentException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NotifierReaderTest {
  private static final String URL = "https://ann:geheim@ops.example.org/geheim?x=1";

  @Test
  void makesBasicAuthenticationOfWhatStandsInTheAddress() {
    Webhook webhook = webhook(new Configured("webhook", URL, "penstock", "s", "", List.of()));

    assertThat(webhook.uri().toString()).isEqualTo("https://ops.example.org/geheim?x=1");
    assertThat(webhook.headers()).containsEntry("Authorization", "Basic YW5uOmdlaGVpbQ==");
    assertThat(webhook.toString()).isEqualTo("Webhook[ops]");
  }

  @Test
  void readsTheSecretFromItsFile(@TempDir Path folder) throws IOException {
    Path file = Files.writeString(folder.resolve("secret"), "whsec_QUJD\n");

    Webhook webhook =
        webhook(new Configured("webhook", URL, "slack", "", file.toString(), List.of()));

    assertThat(webhook.key()).isPresent();
  }

  @Test
  void refusesWhatIsWrongWithoutShowingSecrets() {
    refused(new Configured("webhok", URL, "penstock", "s", "", List.of()), "`webhook`");
    refused(new Configured("webhook", "geheim", "penstock", "s", "", List.of()), "ops.url");
    refused(new Configured("webhook", "http://a b/geheim", "penstock", "s", "", List.of()), "url");
    refused(new Configured("webhook", "file:///geheim", "penstock", "s", "", List.of()), "https");
    refused(new Configured("webhook", URL, "slak", "s", "", List.of()), "`slack`");
    refused(new Configured("webhook", URL, "slack", "whsec_geheim!", "", List.of()), "base64");
    refused(new Configured("webhook", URL, "slack", "", "/no/such/file", List.of()), "secret-file");
    refused(new Configured("email", "", "penstock", "", "", List.of()), "ops.to");
  }

  @Test
  void readsHooksOfAllPipelines() {
    Notifiers notifiers =
        NotifierReader.notifiers(
            Map.of("ops", new Configured("email", "", "", "", "", List.of("a@example.org"))));

    assertThat(
            NotifierReader.hooks(
                Map.of("failed", List.of("ops"), "after-stage", List.of("ops")), notifiers))
        .extracting(HookDefinition::when)
        .containsExactlyInAnyOrder(When.FAILED, When.AFTER_STAGE);
    for (Map<String, List<String>> wrong :
        List.of(
            Map.of("faild", List.of("ops")),
            Map.of("many-rejects", List.of("ops")),
            Map.of("failed", List.of("opps")))) {
      assertThatExceptionOfType(PermanentException.class)
          .isThrownBy(() -> NotifierReader.hooks(wrong, notifiers))
          .withMessageContaining("penstock.hooks.");
    }
  }

  private static Webhook webhook(Configured configured) {
    return (Webhook) NotifierReader.notifiers(Map.of("ops", configured)).find("ops").orElseThrow();
  }

  private static void refused(Configured configured, String says) {
    assertThatExceptionOfType(PermanentException.class)
        .isThrownBy(() -> NotifierReader.notifiers(Map.of("ops", configured)))
        .withMessageContaining(says)
        .satisfies(e -> assertThat(e.getMessage()).doesNotContain("geheim"));
  }

  private record Configured(
      String type, String address, String format, String key, String file, List<String> people)
      implements NotifierConfig {
    @Override
    public Optional<String> url() {
      return Optional.of(address);
    }

    @Override
    public Optional<String> secret() {
      return Optional.of(key).filter(given -> !given.isEmpty());
    }

    @Override
    public Optional<String> secretFile() {
      return Optional.of(file).filter(given -> !given.isEmpty());
    }

    @Override
    public Map<String, String> headers() {
      return Map.of();
    }

    @Override
    public Optional<List<String>> to() {
      return Optional.of(people);
    }

    @Override
    public String subjectPrefix() {
      return "";
    }
  }
}
