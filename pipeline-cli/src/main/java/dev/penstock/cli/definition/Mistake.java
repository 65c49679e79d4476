package dev.penstock.cli.definition;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.penstock.error.Problem;
import java.nio.file.Path;
import java.util.List;

/** A problem of a file with its line, as compilers write it and editors read it. */
public record Mistake(Path file, int line, int column, Problem problem) {
  /** The problems of a file, in the order of its lines. */
  public static List<Mistake> of(Path file, String text, List<Problem> problems) {
    Marks marks = Marks.of(text);
    return problems.stream()
        .map(
            problem -> {
              Marks.Mark mark = marks.at(problem.where());
              return new Mistake(file, mark.line(), mark.column(), problem);
            })
        .sorted(java.util.Comparator.comparingInt(Mistake::line).thenComparingInt(Mistake::column))
        .toList();
  }

  public String text() {
    String place = file + ":" + line + ":" + column;
    String path = problem.where().startsWith("line ") ? "" : problem.where() + ": ";
    String advice = problem.advice().isEmpty() ? "" : " " + problem.advice();
    return place + " " + path + problem.message() + advice;
  }

  ObjectNode json() {
    return JsonNodeFactory.instance
        .objectNode()
        .put("file", file.toString())
        .put("line", line)
        .put("column", column)
        .put("code", problem.code())
        .put("where", problem.where())
        .put("message", problem.message())
        .put("advice", problem.advice());
  }
}
