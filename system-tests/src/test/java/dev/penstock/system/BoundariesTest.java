package dev.penstock.system;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Which package may know what, over the classes of all modules at once. */
class BoundariesTest {
  private static final String[] SERVICES = {
    "dev.penstock.extractor..",
    "dev.penstock.transformer..",
    "dev.penstock.loader..",
    "dev.penstock.api.."
  };
  private static final JavaClasses ALL = classes();

  private static JavaClasses classes() {
    try (Stream<Path> modules = Files.list(TestBed.project())) {
      List<Path> folders =
          modules
              .map(module -> module.resolve("target/classes"))
              .filter(Files::isDirectory)
              .toList();
      return new ClassFileImporter().importPaths(folders);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void theClassesOfAllModulesAreLookedAt() {
    for (String service : SERVICES) {
      String root = service.substring(0, service.length() - 2);
      assertThat(ALL.stream().filter(each -> each.getPackageName().startsWith(root)))
          .as(root)
          .hasSizeGreaterThan(3);
    }
  }

  @Test
  void noServiceKnowsAnother() {
    for (String service : SERVICES) {
      String[] others =
          Stream.of(SERVICES).filter(each -> !each.equals(service)).toArray(String[]::new);
      noClasses()
          .that()
          .resideInAPackage(service)
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(others)
          .check(ALL);
    }
  }

  @Test
  void onlyMessagingSeesKafka() {
    noClasses()
        .that()
        .resideOutsideOfPackages(
            "..messaging..", "dev.penstock.connector.kafka..", "dev.penstock.local..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("org.apache.kafka..", "io.smallrye.reactive.messaging..")
        .check(ALL);
  }

  @Test
  void onlyTheTracePackagesSeeOpenTelemetry() {
    noClasses()
        .that()
        .resideOutsideOfPackages("dev.penstock.messaging.trace..", "dev.penstock.service.trace..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("io.opentelemetry..")
        .check(ALL);
  }

  @Test
  void onlyRestSeesTheRestApi() {
    noClasses()
        .that()
        .resideOutsideOfPackage("..rest..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("jakarta.ws.rs..")
        .check(ALL);
  }

  @Test
  void onlyPersistenceAndConnectorsAndTheSqlEngineSeeJdbc() {
    noClasses()
        .that()
        .resideOutsideOfPackages(
            "..persistence..",
            "dev.penstock.connector.audit..",
            "dev.penstock.connector.database..",
            "dev.penstock.connector.duckdb..",
            "dev.penstock.connector.fileset..",
            "dev.penstock.connector.jdbc..",
            "dev.penstock.connector.parquet..",
            "dev.penstock.connector.postgres..",
            "dev.penstock.transform..",
            "dev.penstock.local..",
            "dev.penstock.bench..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("java.sql..")
        .check(ALL);
  }

  @Test
  void packagesHaveNoCycles() {
    slices().matching("dev.penstock.(**)").should().beFreeOfCycles().check(ALL);
  }
}
