package dev.penstock.api.runs;

import dev.penstock.batch.Stage;
import dev.penstock.error.Problem;
import java.time.Instant;

/**
 * What holds a run up at the moment.
 *
 * @param since when the first attempt failed
 */
public record Retrying(Stage stage, int attempt, Problem problem, Instant since) {}
