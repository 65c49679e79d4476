package dev.penstock.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.lang.reflect.Constructor;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What the native builder is told of Arrow, Zstandard and Avro is there: a name that a newer
 * version has given up would otherwise be found by the first user of an executable.
 */
class NativeMetadataTest {
  @ParameterizedTest
  @ValueSource(strings = {"pipeline-core", "pipeline-connectors"})
  void everyTypeFieldAndMethodExists(String module) throws Exception {
    JsonNode metadata = metadata(module);
    assertThat(metadata.path("reflection").size()).isGreaterThan(10);
    for (JsonNode entry : metadata.path("reflection")) {
      Class<?> type = Class.forName(entry.path("type").asText(), false, loader());
      for (JsonNode field : entry.path("fields")) {
        assertThat(type.getDeclaredField(field.path("name").asText())).isNotNull();
      }
      for (JsonNode method : entry.path("methods")) {
        List<String> parameters = Manifest.texts(method.path("parameterTypes"));
        String name = method.path("name").asText();
        Stream<Class<?>[]> known =
            name.equals("<init>")
                ? Arrays.stream(type.getDeclaredConstructors()).map(Constructor::getParameterTypes)
                : Arrays.stream(type.getDeclaredMethods())
                    .filter(declared -> declared.getName().equals(name))
                    .map(Method::getParameterTypes);
        assertThat(known.map(types -> Arrays.stream(types).map(Class::getName).toList()))
            .as("%s.%s", type.getName(), name)
            .contains(parameters);
      }
    }
  }

  /** Those whose names hold a version are only known by their beginning. */
  @ParameterizedTest
  @ValueSource(strings = {"pipeline-core", "pipeline-connectors"})
  void everyResourceExists(String module) {
    for (JsonNode resource : metadata(module).path("resources")) {
      String glob = resource.path("glob").asText();
      if (!glob.contains("*")) {
        assertThat(loader().getResource(glob)).as(glob).isNotNull();
      }
    }
  }

  private static JsonNode metadata(String module) {
    return Repository.yaml(
        Repository.text(
            "%1$s/src/main/resources/META-INF/native-image/dev.penstock/%1$s/reachability-metadata.json"
                .formatted(module)));
  }

  private static ClassLoader loader() {
    return NativeMetadataTest.class.getClassLoader();
  }
}
