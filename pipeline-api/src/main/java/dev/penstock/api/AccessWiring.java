package dev.penstock.api;

import dev.penstock.api.access.AccessSettings;
import dev.penstock.api.access.KeyStore;
import dev.penstock.api.access.Keys;
import dev.penstock.api.access.Origins;
import dev.penstock.api.access.Rates;
import dev.penstock.api.access.Role;
import dev.penstock.api.access.Sessions;
import dev.penstock.api.audit.ActionLog;
import dev.penstock.api.store.Transactions;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/** Makes what decides on access, once, at start; a wrong configuration ends the start. */
@ApplicationScoped
public class AccessWiring {
  private static final Logger LOG = Logger.getLogger(AccessWiring.class);

  void start(@Observes @Priority(1) StartupEvent event, AccessSettings settings) {
    if (settings.required() && settings.adminKey().isEmpty() && !settings.oidc()) {
      LOG.warn(
          "access is by API keys alone, and no admin key is configured: where no key was made"
              + " before, set penstock.access.admin-key-file");
    }
    LOG.infof(
        "access=%s adminKey=%s oidc=%s",
        settings.required() ? "required" : "open",
        settings.adminKey().isPresent() ? "configured" : "none",
        settings.oidc() ? "on" : "off");
  }

  @Produces
  @Singleton
  AccessSettings settings(
      AccessConfig config,
      @ConfigProperty(name = "quarkus.http.host") String host,
      @ConfigProperty(name = "quarkus.oidc.tenant-enabled", defaultValue = "false") boolean oidc,
      @ConfigProperty(name = "quarkus.oidc.application-type", defaultValue = "service")
          String application) {
    return new AccessSettings(
        config.mode() == AccessConfig.Mode.REQUIRED,
        config.allowOpen(),
        host,
        adminKey(config),
        oidc,
        oidc && !application.equalsIgnoreCase("service"),
        Map.of(
            Role.VIEWER, config.roles().viewer(),
            Role.OPERATOR, config.roles().operator(),
            Role.ADMIN, config.roles().admin()),
        config.recordsRole(),
        config.origins().orElse(Set.of()),
        config.session().idle(),
        config.session().longest());
  }

  @Produces
  @Singleton
  Keys keys(
      KeyStore store,
      Transactions transactions,
      ActionLog actions,
      Clock clock,
      AccessSettings settings) {
    return new Keys(store, transactions, actions, clock, settings.adminKey());
  }

  @Produces
  @Singleton
  Sessions sessions(
      KeyStore store, Keys keys, Transactions transactions, Clock clock, AccessSettings settings) {
    return new Sessions(
        store, keys, transactions, clock, settings.sessionIdle(), settings.sessionLongest());
  }

  @Produces
  @Singleton
  Origins origins(AccessSettings settings) {
    return new Origins(settings);
  }

  @Produces
  @Singleton
  Rates rates(AccessConfig config) {
    AccessConfig.Rate rate = config.rate();
    return new Rates(
        new Rates.Limits(rate.perCaller(), rate.perAddress(), rate.failures(), rate.streams()));
  }

  private static Optional<String> adminKey(AccessConfig config) {
    if (config.adminKey().isPresent() && config.adminKeyFile().isPresent()) {
      throw new IllegalStateException(
          "penstock.access.admin-key and penstock.access.admin-key-file are both set: set one");
    }
    return config
        .adminKey()
        .or(() -> config.adminKeyFile().map(AccessWiring::content))
        .map(String::strip);
  }

  private static String content(String file) {
    try {
      return Files.readString(Path.of(file));
    } catch (IOException | InvalidPathException e) {
      throw new IllegalStateException(
          "penstock.access.admin-key-file: the file " + file + " cannot be read as UTF-8 text", e);
    }
  }
}
