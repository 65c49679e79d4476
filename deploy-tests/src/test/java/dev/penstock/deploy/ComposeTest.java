package dev.penstock.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What each container of the Compose file promises, and the images that it runs. */
class ComposeTest {
  private static final JsonNode FILE = Repository.yaml(Repository.text("deploy/compose.yaml"));

  @Test
  void everyContainerIsBoundedAndMayDoLittle() {
    assertThat(FILE.path("services").size()).isEqualTo(6);
    for (Map.Entry<String, JsonNode> service : FILE.path("services").properties()) {
      assertThat(of(service.getValue(), "read_only").asBoolean()).as("%s", service).isTrue();
      assertThat(Manifest.texts(of(service.getValue(), "cap_drop"))).containsExactly("ALL");
      assertThat(Manifest.texts(of(service.getValue(), "security_opt")))
          .contains("no-new-privileges:true");
      assertThat(service.getValue().at("/deploy/resources/limits/memory").asText()).isNotEmpty();
    }
  }

  @Test
  void onlyTheApiIsPublishedAndOnLoopback() {
    for (Map.Entry<String, JsonNode> service : FILE.path("services").properties()) {
      for (JsonNode port : service.getValue().path("ports")) {
        assertThat(service.getKey()).isEqualTo("api");
        assertThat(port.asText()).startsWith("127.0.0.1:");
      }
    }
    assertThat(FILE.at("/networks/back/internal").asBoolean()).isTrue();
  }

  @Test
  void secretsAreFilesAndNoSettingHoldsOne() {
    for (JsonNode secret : FILE.path("secrets")) {
      assertThat(secret.path("file").asText()).startsWith("./compose/secrets.d/");
    }
    for (JsonNode service : FILE.path("services")) {
      for (Map.Entry<String, JsonNode> setting : service.path("environment").properties()) {
        if (setting.getKey().contains("PASSWORD")) {
          assertThat(setting.getValue().asText()).startsWith("/run/secrets/");
        }
      }
    }
  }

  @Test
  void imagesRunAsAUserThatIsNotRootAndLetSignalsReachTheService() {
    for (String kind : new String[] {"jvm", "native"}) {
      String file = Repository.text("deploy/images/Dockerfile." + kind);
      assertThat(file).contains("\nUSER 10001:10001\n").contains("\nENTRYPOINT [\"");
      assertThat(file).contains("\nHEALTHCHECK ").contains("org.opencontainers.image.revision");
    }
    assertThat(Repository.text("deploy/images/java.args"))
        .contains("--add-opens=java.base/java.nio=ALL-UNNAMED")
        .contains("-XX:+ExitOnOutOfMemoryError");
  }

  @Test
  void theSystemTestsAreRunAgainstTheSameImages() {
    String broker = between(Repository.text("pom.xml"), "<kafka.broker.version>", "<");
    String tests =
        Repository.text("system-tests/pom.xml").replace("${kafka.broker.version}", broker);

    assertThat(FILE.at("/services/kafka/image").asText())
        .isEqualTo("${KAFKA_IMAGE:-" + between(tests, "<penstock.images.kafka>", "<") + "}");
    assertThat(FILE.at("/services/postgres/image").asText())
        .isEqualTo("${POSTGRES_IMAGE:-" + between(tests, "<penstock.images.postgres>", "<") + "}");
    assertThat(FILE.at("/services/api/image").asText())
        .startsWith(
            "${PENSTOCK_IMAGES:-" + between(tests, "<penstock.images.services>", "<") + "}");
  }

  private static String between(String text, String begin, String end) {
    int from = text.indexOf(begin) + begin.length();
    return text.substring(from, text.indexOf(end, from));
  }

  /** A service's own setting, or the one that all services share by a YAML merge. */
  private static JsonNode of(JsonNode service, String name) {
    return service.has(name) ? service.path(name) : FILE.path("x-service").path(name);
  }
}
