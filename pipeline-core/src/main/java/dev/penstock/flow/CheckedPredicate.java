package dev.penstock.flow;

/** A question about a record that may fail with any exception. */
@FunctionalInterface
public interface CheckedPredicate<T> {
  boolean test(T record) throws Exception;
}
