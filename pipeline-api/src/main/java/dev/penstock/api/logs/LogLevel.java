package dev.penstock.api.logs;

/** How much a line matters, the least first. */
public enum LogLevel {
  INFO,
  WARN,
  ERROR
}
