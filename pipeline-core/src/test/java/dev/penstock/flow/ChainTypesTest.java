package dev.penstock.flow;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.util.List;
import java.util.Locale;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;

/** What the compiler says to chains that fit and to chains that do not. */
class ChainTypesTest {
  @Test
  void stagesThatFitCompile() {
    assertThat(
            errors(
                "Pipeline<List<String>, Long> p = Pipeline.<List<String>>named(\"p\")"
                    + ".then(Stages.map(text -> text.length()))"
                    + ".then(Stages.filter(number -> number > 1))"
                    + ".then(Stages.aggregate(Collectors.counting()));"))
        .isEmpty();
  }

  @Test
  void aStageMayTakeMoreThanItIsGiven() {
    assertThat(
            errors(
                "Stage<Object, String> any = (input, context) -> StageResult.of(\"\" + input);"
                    + "Pipeline<Integer, String> p = Pipeline.<Integer>named(\"p\").then(any);"))
        .isEmpty();
  }

  @Test
  void stagesThatDoNotFitAreRefused() {
    assertThat(
            errors(
                "Stage<String, Integer> length = (s, c) -> StageResult.of(s.length());"
                    + "Pipeline.<String>named(\"p\").then(length).then(length);"))
        .singleElement()
        .asString()
        .contains("no suitable method found for then");
    assertThat(
            errors(
                "Pipeline<List<String>, List<String>> p = Pipeline.<List<String>>named(\"p\")"
                    + ".then(Stages.map((String text) -> text.length()));"))
        .isNotEmpty();
  }

  private static List<String> errors(String statements) {
    String source =
        "package dev.penstock.flow; import java.util.*; import java.util.stream.*;"
            + "class Snippet { void run() { "
            + statements
            + " } }";
    DiagnosticCollector<JavaFileObject> found = new DiagnosticCollector<>();
    JavaFileObject file =
        new SimpleJavaFileObject(
            URI.create("string:///dev/penstock/flow/Snippet.java"), JavaFileObject.Kind.SOURCE) {
          @Override
          public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return source;
          }
        };
    List<String> options =
        List.of(
            "-proc:none", "-d", "target/snippets", "-cp", System.getProperty("java.class.path"));
    java.io.File folder = new java.io.File("target/snippets");
    assertThat(folder.isDirectory() || folder.mkdirs()).isTrue();
    ToolProvider.getSystemJavaCompiler()
        .getTask(null, null, found, options, null, List.of(file))
        .call();
    return found.getDiagnostics().stream()
        .filter(told -> told.getKind() == Diagnostic.Kind.ERROR)
        .map(told -> told.getMessage(Locale.ROOT))
        .toList();
  }
}
