package dev.penstock.cli.definition;

import dev.penstock.cli.client.CliException;
import dev.penstock.cli.client.Exit;
import java.util.List;
import java.util.stream.Collectors;

/** A file that is not valid, with all mistakes. */
public final class InvalidException extends CliException {
  private static final long serialVersionUID = 1L;

  private final transient List<Mistake> mistakes;

  public InvalidException(List<Mistake> mistakes) {
    super(Exit.INVALID, mistakes.stream().map(Mistake::text).collect(Collectors.joining("\n")));
    this.mistakes = List.copyOf(mistakes);
  }

  public List<Mistake> mistakes() {
    return mistakes;
  }
}
