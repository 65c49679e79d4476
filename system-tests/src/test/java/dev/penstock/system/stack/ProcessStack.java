package dev.penstock.system.stack;

import dev.penstock.local.Component;
import dev.penstock.local.Database;
import dev.penstock.local.LocalStack;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.util.OptionalInt;

/**
 * The stack as processes of this machine.
 *
 * @param local what it is made of, for tests that need the processes themselves
 */
public record ProcessStack(LocalStack local) implements Stack {
  @Override
  public int port(Component component) {
    return local.port(component);
  }

  @Override
  public Database warehouse() {
    return local.warehouse();
  }

  @Override
  public Database stateDatabase() {
    return local.stateDatabase();
  }

  @Override
  public boolean alive(Component component) {
    return local.process(component).alive();
  }

  @Override
  public boolean suspended(Component component) {
    return local.process(component).suspended();
  }

  @Override
  public void kill(Component component) {
    local.kill(component);
  }

  @Override
  public void start(Component component) {
    local.start(component);
  }

  @Override
  public void suspend(Component component) {
    local.suspend(component);
  }

  @Override
  public void resume(Component component) {
    local.resume(component);
  }

  @Override
  public OptionalInt terminate(Component component, Duration timeout) throws InterruptedException {
    return local.process(component).terminate(timeout);
  }

  @Override
  public Instance another(Component service, int number) {
    LocalStack.Instance instance = local.another(service, number);
    return new Instance(instance.address(), instance::close);
  }

  @Override
  public String log(Component component) {
    try {
      // A file that is being written may end in half a character.
      return new String(
          Files.readAllBytes(local.process(component).logFile()), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    local.close();
  }
}
