package dev.penstock.cli.client;

import dev.penstock.cli.terminal.Console;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** A command of the client. Made for one call. */
@Command(mixinStandardHelpOptions = true)
public abstract class LocalCommand implements Callable<Integer> {
  @Spec private @Nullable CommandSpec spec;

  @Override
  public final Integer call() {
    return call(session().console()).code();
  }

  /** Does it; what goes wrong is a {@link CliException}. */
  protected abstract Exit call(Console console);

  protected final Session session() {
    return Session.of(spec());
  }

  /** A command line that makes no sense as a whole. */
  protected final ParameterException usage(String message) {
    return new ParameterException(spec().commandLine(), message);
  }

  private CommandSpec spec() {
    if (spec == null) {
      throw new IllegalStateException("not made by picocli");
    }
    return spec;
  }
}
