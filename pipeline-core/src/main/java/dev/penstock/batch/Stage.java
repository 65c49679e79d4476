package dev.penstock.batch;

/** What a run passes through, in this order. */
public enum Stage {
  EXTRACT,
  TRANSFORM,
  LOAD,
  AUDIT,
  PUBLISH
}
