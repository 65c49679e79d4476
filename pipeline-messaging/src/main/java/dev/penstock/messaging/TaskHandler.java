package dev.penstock.messaging;

import dev.penstock.connector.Cancellation;
import dev.penstock.error.PenstockException;
import dev.penstock.error.TransientException;

/** Does tasks. Called by many threads at once. */
public interface TaskHandler {
  /** Whether the task is for this kind of service. */
  boolean wants(Task task);

  /** How soon tasks of the run are to be done: the higher, the sooner; 0 is usual. */
  default int priority(String run) {
    return 0;
  }

  /**
   * Does the task; must do nothing twice when it comes again.
   *
   * @throws TransientException to be called again after a while
   * @throws dev.penstock.error.PermanentException to give up
   * @throws dev.penstock.connector.Cancelled where the cancellation was asked and said so
   */
  void handle(Task task, Cancellation cancellation);

  /** A try failed and will be repeated. */
  void retrying(Task task, int attempt, TransientException error);

  /** The task is given up; must make the run fail. */
  void failed(Task task, PenstockException error);
}
