package dev.penstock.messaging;

/** The topics. What each holds, its key and its value stand in {@code docs/reference/topics.md}. */
public final class Topics {
  /**
   * Compacted. Key: run id. Value: {@link RunMessage} as JSON; a tombstone once a run is cleaned.
   */
  public static final String RUNS = "penstock.runs";

  /** Key: {@link Task#key()}. Value: {@link Task} as JSON. */
  public static final String TASKS = "penstock.tasks";

  /**
   * Compacted. Key: {@link Checkpoint#readKey} or {@link Checkpoint#loadedKey}. Value: {@link
   * Checkpoint} as JSON.
   */
  public static final String CHECKPOINTS = "penstock.checkpoints";

  /** Key: split key. Value: Arrow IPC stream. Headers: {@link BatchHeaders}. */
  public static final String EXTRACTED = "penstock.extracted";

  /** As {@link #EXTRACTED}, once per output, with the header {@code output}. */
  public static final String TRANSFORMED = "penstock.transformed";

  /** Key: split key. Value: the original record. Headers: {@link RejectMessage}. */
  public static final String REJECTS = "penstock.rejects";

  /** Key: run id. Value: {@link Report} as JSON. */
  public static final String REPORTS = "penstock.reports";

  /** Public. One partition, so that its offsets order all events. CloudEvents 1.0 in JSON. */
  public static final String EVENTS = "penstock.events";

  /** Key: run id, or none. Value: {@link LogLine} as JSON. */
  public static final String LOGS = "penstock.logs";

  private Topics() {}
}
