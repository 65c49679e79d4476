package dev.penstock.api;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

class ArchitectureTest {
  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("dev.penstock.api");

  @Test
  void onlyTheMessagingEdgeSeesKafka() {
    noClasses()
        .that()
        .resideOutsideOfPackage("..messaging..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("org.apache.kafka..", "org.eclipse.microprofile.reactive..")
        .check(CLASSES);
  }

  @Test
  void onlyTheRestEdgeSeesHttp() {
    noClasses()
        .that()
        .resideOutsideOfPackage("..rest..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("jakarta.ws.rs..", "org.jboss.resteasy..", "io.smallrye.mutiny..")
        .check(CLASSES);
  }

  @Test
  void onlyThePersistenceEdgeSeesTheDatabase() {
    noClasses()
        .that()
        .resideOutsideOfPackage("..persistence..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "java.sql..", "javax.sql..", "jakarta.persistence..", "org.hibernate..", "io.agroal..")
        .check(CLASSES);
  }

  @Test
  void featurePackagesArePlainJava() {
    noClasses()
        .that()
        .resideInAnyPackage(
            "..api.access..",
            "..api.audit..",
            "..api.backfill..",
            "..api.catalogue..",
            "..api.dispatch..",
            "..api.error..",
            "..api.events..",
            "..api.hooks..",
            "..api.lineage..",
            "..api.logs..",
            "..api.metrics..",
            "..api.openlineage..",
            "..api.pipelines..",
            "..api.quality..",
            "..api.rejects..",
            "..api.replay..",
            "..api.runs..",
            "..api.schedule..",
            "..api.services..",
            "..api.store..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "org.apache.kafka..",
            "jakarta..",
            "io.quarkus..",
            "io.smallrye..",
            "dev.penstock.api.messaging..",
            "dev.penstock.api.rest..",
            "dev.penstock.api.persistence..")
        .check(CLASSES);
  }

  @Test
  void theEdgesDoNotKnowEachOther() {
    for (String[] pair :
        new String[][] {
          {"messaging", "rest"}, {"messaging", "persistence"}, {"rest", "messaging"},
          {"rest", "persistence"}, {"persistence", "messaging"}, {"persistence", "rest"}
        }) {
      noClasses()
          .that()
          .resideInAPackage("dev.penstock.api." + pair[0])
          .should()
          .dependOnClassesThat()
          .resideInAPackage("dev.penstock.api." + pair[1])
          .check(CLASSES);
    }
  }

  @Test
  void noServiceSeesAnother() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "dev.penstock.extractor..", "dev.penstock.transformer..", "dev.penstock.loader..")
        .check(CLASSES);
  }

  @Test
  void packagesFormNoCycle() {
    slices().matching("dev.penstock.api.(*)..").should().beFreeOfCycles().check(CLASSES);
  }
}
