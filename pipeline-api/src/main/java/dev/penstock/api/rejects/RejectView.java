package dev.penstock.api.rejects;

/** A kept reject as it is shown. */
public record RejectView(
    String place,
    String stage,
    String step,
    String rule,
    String message,
    String original,
    String stream,
    String split,
    long sequence) {}
