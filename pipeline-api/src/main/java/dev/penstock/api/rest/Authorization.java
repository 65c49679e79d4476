package dev.penstock.api.rest;

import static dev.penstock.api.error.Refusal.Kind.BAD_REQUEST;
import static dev.penstock.api.error.Refusal.Kind.FORBIDDEN;

import dev.penstock.api.AccessConfig;
import dev.penstock.api.access.Access;
import dev.penstock.api.access.AccessSettings;
import dev.penstock.api.access.Identity;
import dev.penstock.api.access.KeyStore;
import dev.penstock.api.access.Role;
import dev.penstock.api.access.Rule;
import dev.penstock.api.access.Scope;
import dev.penstock.api.backfill.Backfills;
import dev.penstock.api.error.Refusal;
import dev.penstock.api.pipelines.Pipelines;
import dev.penstock.api.runs.Runs;
import dev.penstock.api.store.Transactions;
import dev.penstock.error.Problem;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.core.UriInfo;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Holds a request against its rule and the scope of whoever asks. Thread-safe. */
@ApplicationScoped
public class Authorization {
  private final AccessSettings settings;
  private final KeyStore store;
  private final Transactions transactions;
  private final int maxParameters;

  public Authorization(
      AccessSettings settings, KeyStore store, Transactions transactions, AccessConfig config) {
    this.settings = settings;
    this.store = store;
    this.transactions = transactions;
    this.maxParameters = config.maxParameters();
  }

  /** Refuses a request whose address has too many parameters. */
  void checkSize(UriInfo uri) {
    int given = uri.getQueryParameters().values().stream().mapToInt(List::size).sum();
    if (given > maxParameters) {
      throw new Refusal(
          BAD_REQUEST,
          new Problem(
              "too-many-parameters",
              "query",
              "There are " + given + " query parameters; " + maxParameters + " is the most.",
              "Send what there is to say in the body."));
    }
  }

  /**
   * Refuses what whoever asks may not do; of a foreign pipeline it looks as if it was not there.
   */
  void check(Rule rule, Optional<Identity> who, UriInfo uri) {
    @Nullable Role needed = role(rule.need());
    if (rule.need() == Rule.Need.NOTHING) {
      return;
    }
    if (who.isEmpty()) {
      throw AccessGate.unauthenticated("This needs an API key, a token or a session.");
    }
    if (needed != null) {
      Access.require(needed, uri.getPath(), "This");
    }
    Scope scope = who.get().scope();
    if (!scope.all()) {
      checkScope(rule.reach(), scope, uri);
    }
  }

  private void checkScope(Rule.Reach reach, Scope scope, UriInfo uri) {
    switch (reach) {
      case NONE, LIST -> {}
      case PIPELINE -> {
        String name = first(uri, "name");
        if (!scope.allows(name)) {
          throw Pipelines.unknown(name);
        }
      }
      case RUN -> {
        String run = first(uri, "id");
        if (!allowed(scope, transactions.read(() -> store.pipelineOfRun(run)))) {
          throw Runs.unknown(run);
        }
      }
      case BACKFILL -> {
        String backfill = first(uri, "id");
        if (!allowed(scope, transactions.read(() -> store.pipelineOfBackfill(backfill)))) {
          throw Backfills.unknown(backfill);
        }
      }
      case QUERY -> {
        List<String> names = uri.getQueryParameters().getOrDefault("pipeline", List.of());
        if (names.isEmpty()) {
          throw outside("Name one of the key's pipelines: ?pipeline=NAME.");
        }
        for (String name : names) {
          if (!scope.allows(name)) {
            throw Pipelines.unknown(name);
          }
        }
      }
      case ALL -> throw outside("Use a key without a scope.");
    }
  }

  private static boolean allowed(Scope scope, Optional<String> pipeline) {
    return pipeline.filter(scope::allows).isPresent();
  }

  private static String first(UriInfo uri, String parameter) {
    @Nullable String value = uri.getPathParameters().getFirst(parameter);
    return value == null ? "" : value;
  }

  private @Nullable Role role(Rule.Need need) {
    return switch (need) {
      case NOTHING, CREDENTIALS -> null;
      case VIEWER -> Role.VIEWER;
      case RECORDS -> settings.records();
      case OPERATOR -> Role.OPERATOR;
      case ADMIN -> Role.ADMIN;
    };
  }

  private static Refusal outside(String advice) {
    return new Refusal(
        FORBIDDEN,
        new Problem(
            "not-in-scope",
            "key",
            "This is about all pipelines, and the key is good for some of them.",
            advice));
  }
}
