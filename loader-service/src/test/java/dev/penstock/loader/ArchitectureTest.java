package dev.penstock.loader;

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
          .importPackages("dev.penstock.loader");

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
  void theFeaturePackageIsPlainJava() {
    noClasses()
        .that()
        .resideInAPackage("..loading..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "org.apache.kafka..", "jakarta..", "io.quarkus..", "java.sql..", "..messaging..")
        .check(CLASSES);
  }

  @Test
  void noServiceSeesAnother() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "dev.penstock.extractor..", "dev.penstock.transformer..", "dev.penstock.api..")
        .check(CLASSES);
  }

  @Test
  void packagesFormNoCycle() {
    slices().matching("dev.penstock.loader.(*)..").should().beFreeOfCycles().check(CLASSES);
  }
}
