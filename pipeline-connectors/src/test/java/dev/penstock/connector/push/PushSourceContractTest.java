package dev.penstock.connector.push;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.penstock.connector.AbstractSourceContractTest;
import dev.penstock.definition.SourceDefinition;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

class PushSourceContractTest extends AbstractSourceContractTest {
  private static final SourceDefinition DEFINITION =
      new SourceDefinition("", "push", JsonNodeFactory.instance.objectNode());

  @Override
  protected List<Input> inputs() {
    String many =
        IntStream.range(0, 30_000)
            .mapToObj(i -> "{\"id\":" + i + ",\"deep\":{\"a\":[" + i + "]}}")
            .collect(Collectors.joining("\n"));
    return List.of(
        input("one record", PushBody.Form.JSON, "[{\"id\":1}]"),
        input("several splits", PushBody.Form.JSON_LINES, many),
        input("CSV", PushBody.Form.CSV, "id,name\n" + "1,\"a\nb\"\n2,\n".repeat(20_000)));
  }

  @Override
  protected List<Input> broken() {
    return List.of(
        input("no records", PushBody.Form.JSON, "{}"),
        input("cut", PushBody.Form.JSON, "[{\"id\":1"),
        input("too long", PushBody.Form.JSON_LINES, "{\"a\":\"" + "x".repeat(600_000) + "\"}"),
        new Input(
            "nothing pushed",
            allocator -> new PushSource(DEFINITION, Optional.empty(), allocator)));
  }

  @Override
  protected List<String> secrets() {
    return List.of("xxxxxxxxxx");
  }

  private static Input input(String name, PushBody.Form form, String text) {
    return new Input(
        name,
        allocator ->
            new PushSource(DEFINITION, Optional.of(PushBody.parse(form, text)), allocator));
  }
}
