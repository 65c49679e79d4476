package dev.penstock.api.runs;

import dev.penstock.batch.Stage;

/** Where a run can be made to wait for somebody's consent. */
public enum Gate {
  /** Before it starts. */
  START(Stage.EXTRACT),

  /** Before the audit, when everything is staged. */
  AUDIT(Stage.LOAD),

  /** Before the order to publish, when the checks have passed. */
  PUBLISH(Stage.AUDIT);

  private final Stage behind;

  Gate(Stage behind) {
    this.behind = behind;
  }

  /** The stage in which a run fails that may not pass. */
  Stage behind() {
    return behind;
  }
}
