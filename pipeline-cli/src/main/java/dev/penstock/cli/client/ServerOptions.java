package dev.penstock.cli.client;

import dev.penstock.local.StackState;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which server is meant and who asks, for the commands that talk to one. */
public final class ServerOptions {
  @Option(
      names = {"--url", "--api"},
      paramLabel = "URL",
      description =
          "The server (default: PENSTOCK_URL, else the stack of this machine). PENSTOCK_TOKEN,"
              + " or what the file PENSTOCK_TOKEN_FILE holds, and PENSTOCK_USER are sent along.")
  private @Nullable URI url;

  /** A client, which the caller closes. */
  public ApiClient connect(Session session) {
    Map<String, String> headers = new LinkedHashMap<>();
    String token = token(session);
    if (!token.isEmpty()) {
      headers.put("Authorization", "Bearer " + token);
    }
    setting(session, "PENSTOCK_USER", value -> headers.put("X-Penstock-User", value));
    return new ApiClient(address(session), headers);
  }

  /** Whether a server is named, so that this machine's stack is not meant. */
  public boolean named(Session session) {
    return url != null
        || !session.environment("PENSTOCK_URL").isEmpty()
        || !session.environment("PENSTOCK_API").isEmpty();
  }

  private URI address(Session session) {
    URI given = url;
    for (String name : new String[] {"PENSTOCK_URL", "PENSTOCK_API"}) {
      String value = session.environment(name);
      if ((given == null || given.toString().isEmpty()) && !value.isEmpty()) {
        given = URI.create(value);
      }
    }
    if (given != null && !given.toString().isEmpty()) {
      if (given.getHost() == null || !String.valueOf(given.getScheme()).startsWith("http")) {
        throw new CliException(
            Exit.USAGE, "`" + given + "` is no address of a server, such as http://localhost:8080");
      }
      return given;
    }
    return StackState.read(Installation.current().home())
        .filter(state -> !state.alive().isEmpty())
        .map(StackState::api)
        .orElseThrow(
            () ->
                new UnreachableException(
                    "Penstock is not running on this machine. Start it: ./penstock up    or name a"
                        + " server: --url, PENSTOCK_URL"));
  }

  private static String token(Session session) {
    String token = session.environment("PENSTOCK_TOKEN").strip();
    String file = session.environment("PENSTOCK_TOKEN_FILE");
    if (!token.isEmpty() && !file.isEmpty()) {
      throw new CliException(
          Exit.USAGE, "PENSTOCK_TOKEN and PENSTOCK_TOKEN_FILE are both set: set one of them.");
    }
    try {
      String text = file.isEmpty() ? token : Files.readString(Path.of(file)).strip();
      if (!text.chars().allMatch(c -> c > ' ' && c < 127)) {
        throw new CliException(
            Exit.USAGE, "The token has blanks or characters that no token has: set it anew.");
      }
      return text;
    } catch (IOException | InvalidPathException e) {
      throw new CliException(
          Exit.USAGE, "PENSTOCK_TOKEN_FILE: the file " + file + " cannot be read.");
    }
  }

  private static void setting(Session session, String name, Consumer<String> use) {
    String value = session.environment(name);
    if (!value.isEmpty()) {
      use.accept(value);
    }
  }
}
