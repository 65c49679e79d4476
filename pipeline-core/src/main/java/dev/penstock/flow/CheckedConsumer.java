package dev.penstock.flow;

/** Takes a value and may fail with any exception. */
@FunctionalInterface
public interface CheckedConsumer<T> {
  void accept(T value) throws Exception;
}
