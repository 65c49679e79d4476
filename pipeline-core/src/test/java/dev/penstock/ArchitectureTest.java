package dev.penstock;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.time.Instant;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;

class ArchitectureTest {
  private static final JavaClasses CORE =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("dev.penstock");

  @Test
  void coreDependsOnTheJdkJspecifyJacksonArrowAndDuckdbOnly() {
    classes()
        .that()
        .resideOutsideOfPackages("dev.penstock.jsonschema..", "dev.penstock.cron..")
        .should()
        .onlyDependOnClassesThat(
            resideInAnyPackage(
                "java..",
                "javax.crypto..",
                "javax.imageio..",
                "org.jspecify..",
                "com.fasterxml.jackson..",
                "org.apache.arrow..",
                "org.duckdb..",
                "dev.penstock.."))
        .check(CORE);
  }

  @Test
  void onlyItsOwnPackageSeesTheJsonSchemaLibrary() {
    noClasses()
        .that()
        .resideOutsideOfPackage("dev.penstock.jsonschema..")
        .should()
        .dependOnClassesThat(resideInAnyPackage("com.networknt..", "com.google.re2j.."))
        .check(CORE);
  }

  @Test
  void onlyItsOwnPackageSeesTheCronLibrary() {
    noClasses()
        .that()
        .resideOutsideOfPackage("dev.penstock.cron..")
        .should()
        .dependOnClassesThat(resideInAnyPackage("com.cronutils.."))
        .check(CORE);
  }

  @Test
  void onlyImageSeesPictures() {
    noClasses()
        .that()
        .resideOutsideOfPackage("dev.penstock.image..")
        .should()
        .dependOnClassesThat(resideInAnyPackage("java.awt..", "javax.imageio.."))
        .check(CORE);
  }

  @Test
  void whatUsersImplementKnowsNoArrow() {
    noClasses()
        .that()
        .resideInAPackage("dev.penstock.step..")
        .should()
        .dependOnClassesThat(resideInAnyPackage("org.apache.arrow.."))
        .check(CORE);
  }

  @Test
  void onlyTransformSeesSql() {
    noClasses()
        .that()
        .resideOutsideOfPackage("dev.penstock.transform..")
        .should()
        .dependOnClassesThat(resideInAnyPackage("java.sql..", "javax.sql..", "org.duckdb.."))
        .check(CORE);
  }

  @Test
  void packagesHaveNoCycles() {
    slices().matching("dev.penstock.(**)").should().beFreeOfCycles().check(CORE);
  }

  @Test
  void nobodyReadsTheClockBehindItsCallersBack() {
    noClasses().should().callMethod(Instant.class, "now").check(CORE);
  }

  @Test
  void packagesSayWhatTheyAreForAndAreNullMarked() {
    assertThat(CORE.stream().map(type -> type.getPackage()).distinct())
        .isNotEmpty()
        .allSatisfy(
            found ->
                assertThat(found.isAnnotatedWith(NullMarked.class)).as(found.getName()).isTrue());
  }
}
