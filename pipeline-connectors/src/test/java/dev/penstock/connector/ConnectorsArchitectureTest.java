package dev.penstock.connector;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import dev.penstock.connectors.Connectors;
import org.junit.jupiter.api.Test;

class ConnectorsArchitectureTest {
  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("dev.penstock.connector");

  @Test
  void connectorsDoNotKnowEachOther() {
    slices()
        .matching("dev.penstock.connector.(*)..")
        .should()
        .notDependOnEachOther()
        .ignoreDependency(
            DescribedPredicate.alwaysTrue(),
            JavaClass.Predicates.resideInAnyPackage(
                "dev.penstock.connector.audit..",
                "dev.penstock.connector.database..",
                "dev.penstock.connector.files..",
                "dev.penstock.connector.http..",
                "dev.penstock.connector.rows..",
                "dev.penstock.connector.staging.."))
        .check(CLASSES);
  }

  @Test
  void databaseAccessKnowsNoConnector() {
    noClasses()
        .that()
        .resideInAPackage("dev.penstock.connector.database..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("dev.penstock.connector.(duckdb|jdbc|postgres)..")
        .check(CLASSES);
  }

  @Test
  void fileAccessKnowsNoConnector() {
    noClasses()
        .that()
        .resideInAPackage("dev.penstock.connector.files..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "dev.penstock.connector.(binary|csv|duckdb|http|jdbc|json|kafka|parquet|postgres|push|rest)..")
        .check(CLASSES);
  }

  @Test
  void onlyDatabaseConnectorsSeeJdbc() {
    noClasses()
        .that()
        .resideOutsideOfPackages(
            "..postgres..",
            "..jdbc..",
            "..database..",
            "..parquet..",
            "..fileset..",
            "..duckdb..",
            "..connector.audit..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("java.sql..", "javax.sql..")
        .check(CLASSES);
  }

  @Test
  void onlyFileAccessOpensFiles() {
    noClasses()
        .that()
        .resideOutsideOfPackage("dev.penstock.connector.files..")
        .should()
        .dependOnClassesThat()
        .haveFullyQualifiedName("java.nio.file.Files")
        .orShould()
        .dependOnClassesThat()
        .haveFullyQualifiedName("java.io.File")
        .orShould()
        .dependOnClassesThat()
        .haveFullyQualifiedName("java.nio.channels.FileChannel")
        .check(CLASSES);
  }

  @Test
  void connectorsArePlainJava() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("io.quarkus..", "io.smallrye.reactive..", "jakarta..")
        .check(CLASSES);
  }

  @Test
  void onlyTheKafkaConnectorSeesKafka() {
    noClasses()
        .that()
        .resideOutsideOfPackage("dev.penstock.connector.kafka..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("org.apache.kafka..", "org.apache.avro..")
        .check(CLASSES);
  }

  @Test
  void onlyTheListKnowsAllConnectors() {
    classes()
        .that()
        .resideInAPackage("dev.penstock.connector.csv..")
        .should()
        .onlyBeAccessed()
        .byClassesThat(
            JavaClass.Predicates.resideInAPackage("dev.penstock.connector.csv..")
                .or(JavaClass.Predicates.type(Connectors.class)))
        .check(CLASSES);
  }
}
