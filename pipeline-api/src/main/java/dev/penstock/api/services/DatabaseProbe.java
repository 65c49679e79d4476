package dev.penstock.api.services;

/** Whether the API's database is there. Thread-safe. */
@FunctionalInterface
public interface DatabaseProbe {
  /** Whether it answers; known within a few seconds, whatever the database does. */
  boolean answers();
}
