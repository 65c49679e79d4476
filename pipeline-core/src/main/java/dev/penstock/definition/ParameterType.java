package dev.penstock.definition;

/** What values a parameter takes. */
public enum ParameterType {
  TEXT,
  INTEGER,
  DECIMAL,
  BOOLEAN,
  /** {@code 2026-03-01}. */
  DATE,
  /** {@code 2026-03-01T12:00:00}, with or without a zone offset; without one it is UTC. */
  TIMESTAMP
}
