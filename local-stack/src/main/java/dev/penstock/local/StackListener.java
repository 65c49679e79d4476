package dev.penstock.local;

import java.time.Duration;

/** Hears how a stack starts. Called from several threads, one call at a time. */
@FunctionalInterface
public interface StackListener {
  /** Hears nothing. */
  StackListener NONE = (component, port, duration) -> {};

  /** The component is ready; the duration counts from its own start. */
  void ready(Component component, int port, Duration duration);
}
