/**
 * Taking rejects up again. A replay is a run of the pipeline's current version whose records are
 * rejects of one earlier run. A reject is taken up only where it is certain that nothing of its
 * record was loaded into the outputs that it goes to: {@link dev.penstock.api.replay.StepChain}
 * knows which steps leave that open. The rejects' status changes with the state of the replay, in
 * the same transactions.
 */
@NullMarked
package dev.penstock.api.replay;

import org.jspecify.annotations.NullMarked;
