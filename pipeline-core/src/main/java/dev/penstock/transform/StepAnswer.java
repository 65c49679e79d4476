package dev.penstock.transform;

import org.jspecify.annotations.Nullable;

/** What a step made of one record, checked and detached from the step's own objects. */
sealed interface StepAnswer {
  /** The record goes on; values of the step's columns as {@link StepTypes} keeps them. */
  record Passed(@Nullable Object[] values) implements StepAnswer {}

  record Dropped() implements StepAnswer {}

  record Rejected(String rule, String message) implements StepAnswer {}
}
