package dev.penstock.cli.operate;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.penstock.cli.client.Answer;
import dev.penstock.cli.client.ApiClient;
import dev.penstock.cli.client.Exit;
import dev.penstock.cli.client.Listing;
import dev.penstock.cli.client.Query;
import dev.penstock.cli.client.ServerCommand;
import dev.penstock.cli.terminal.Console;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code keys}: API keys, for admins. */
@Command(
    name = "keys",
    description = "Lists, makes and revokes API keys.",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {KeysCommand.ListThem.class, KeysCommand.Create.class, KeysCommand.Revoke.class})
public final class KeysCommand extends Group {
  /** {@code list}. */
  @Command(name = "list", description = "Lists the keys, the newest first, without their secrets.")
  public static final class ListThem extends ServerCommand {
    @Override
    protected Exit call(ApiClient api, Console console) {
      Listing listing =
          new Listing("There is no key.")
              .column("id", "/id")
              .column("name", "/name")
              .column("role", "/role")
              .column("pipelines", "/pipelines")
              .column("last used", Listing.time("/lastUsedAt"))
              .column("expires", Listing.time("/expiresAt"))
              .column("revoked", Listing.time("/revokedAt"))
              .wide("made", Listing.time("/createdAt"))
              .wide("by", "/createdBy");
      output().show(console, api.get(Query.of("keys")), listing);
      return Exit.FINE;
    }
  }

  /** {@code create}. */
  @Command(name = "create", description = "Makes a key and shows it, once.")
  public static final class Create extends ServerCommand {
    @Parameters(paramLabel = "NAME", description = "Who or what uses it.")
    private String name = "";

    @Option(
        names = "--role",
        paramLabel = "ROLE",
        description = "viewer (the default), operator or admin.")
    private String role = "viewer";

    @Option(
        names = "--pipeline",
        paramLabel = "NAME",
        description = "Good for this pipeline only; * stands for any characters. May be repeated.")
    private List<String> pipelines = new ArrayList<>();

    @Option(
        names = "--expires-in-days",
        paramLabel = "DAYS",
        description = "How long it is good (default: until it is revoked).")
    private @Nullable Integer days;

    @Override
    protected Exit call(ApiClient api, Console console) {
      ObjectNode body = JsonNodeFactory.instance.objectNode().put("name", name).put("role", role);
      if (!pipelines.isEmpty()) {
        pipelines.forEach(body.putArray("pipelines")::add);
      }
      if (days != null) {
        body.put("expiresInDays", days);
      }
      Answer answer = api.post(Query.of("keys"), body);
      output()
          .show(
              console,
              answer,
              List.of(
                  answer.json().path("key").asText(),
                  "Key "
                      + answer.json().path("id").asText()
                      + " is shown this once; keep it where only its user can read it."));
      return Exit.FINE;
    }
  }

  /** {@code revoke}. */
  @Command(name = "revoke", description = "Revokes a key, with its sessions.")
  public static final class Revoke extends ServerCommand {
    @Parameters(paramLabel = "ID", description = "The key's id, as keys list shows it.")
    private String id = "";

    @Override
    protected Exit call(ApiClient api, Console console) {
      api.delete(Query.of("keys", id));
      if (!output().json()) {
        console.line("Revoked " + id + ".");
      }
      return Exit.FINE;
    }
  }
}
