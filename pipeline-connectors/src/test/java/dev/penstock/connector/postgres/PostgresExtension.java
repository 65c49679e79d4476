package dev.penstock.connector.postgres;

import dev.penstock.local.LocalPostgres;
import dev.penstock.local.PostgresOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** One server for all tests of a JVM; each test that asks gets a {@link TestDatabase}. */
public final class PostgresExtension implements ParameterResolver {
  private static final ExtensionContext.Namespace NAMESPACE =
      ExtensionContext.Namespace.create(PostgresExtension.class);

  @Override
  public ExtensionContextScope getTestInstantiationExtensionContextScope(ExtensionContext root) {
    return ExtensionContextScope.TEST_METHOD;
  }

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType() == TestDatabase.class;
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    Server server =
        context
            .getStore(ExtensionContext.StoreScope.LAUNCHER_SESSION, NAMESPACE)
            .computeIfAbsent(Server.class, _ -> new Server(), Server.class);
    return context
        .getStore(NAMESPACE)
        .computeIfAbsent(TestDatabase.class, _ -> server.database(), TestDatabase.class);
  }

  private static final class Server implements AutoCloseable {
    private final AtomicInteger databases = new AtomicInteger();
    private final Path home;
    private final LocalPostgres postgres;

    Server() {
      try {
        home = Files.createTempDirectory("penstock-postgres");
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      // A machine that stands still while a publish and a reader wait for each other makes both
      // run into their limits; the publish then still is the first to look, as it is elsewhere.
      postgres =
          LocalPostgres.start(
              PostgresOptions.defaults(home).withoutFsync().withSetting("deadlock_timeout", "4s"));
    }

    TestDatabase database() {
      String name = "warehouse" + databases.incrementAndGet();
      String password = postgres.createRole(name);
      postgres.createDatabase(name, name);
      return new TestDatabase(postgres, name, password);
    }

    @Override
    public void close() throws IOException {
      postgres.close();
      try (Stream<Path> files = Files.walk(home)) {
        files.sorted(Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
      }
    }
  }
}
