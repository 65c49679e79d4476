package dev.penstock.messaging;

import dev.penstock.connector.Cancelled;
import dev.penstock.error.PenstockException;
import dev.penstock.error.PermanentException;
import dev.penstock.error.Problem;
import dev.penstock.error.TransientException;
import dev.penstock.messaging.trace.TraceContext;
import dev.penstock.messaging.trace.Traced;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes tasks from {@link Topics#TASKS} and runs a bounded number of them on virtual threads, the
 * runs of the highest priority first, equal ones in turn. Tasks may be long: a run of which none is
 * under way does not wait for another's to end, but gets one of a few further places. An offset is
 * committed once every task before it is done; after a crash or a rebalance the others come again,
 * to whoever has the partition then.
 */
public final class TaskConsumer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(TaskConsumer.class);
  private static final Duration POLL = Duration.ofMillis(50);
  private static final Duration STOP = Duration.ofSeconds(5);
  private static final int MAX_WAITING = 2_000;

  /** Tasks with pushed records are large. */
  private static final long MAX_WAITING_BYTES = 32L << 20;

  /** Places beyond the parallelism, each for a run that has none. */
  private static final int EXTRA_PLACES = 4;

  private final KafkaSettings kafka;
  private final String group;
  private final int parallelism;
  private final Backoff backoff;
  private final TaskHandler handler;
  private final Map<TopicPartition, PartitionProgress> progress = new HashMap<>();
  private final FairQueue<Work> waiting = new FairQueue<>(work -> work.bytes, run -> priority(run));
  private final Map<Work, Thread> running = new HashMap<>();
  private final ConcurrentLinkedQueue<Work> finished = new ConcurrentLinkedQueue<>();
  private final Thread thread;
  private volatile boolean closed;

  /** Starts at once. */
  public TaskConsumer(
      KafkaSettings kafka, String group, int parallelism, Backoff backoff, TaskHandler handler) {
    this.kafka = kafka;
    this.group = group;
    this.parallelism = parallelism;
    this.backoff = backoff;
    this.handler = handler;
    thread = Thread.ofPlatform().name(group).daemon().start(this::run);
  }

  private void run() {
    int failures = 0;
    while (!closed) {
      try (KafkaConsumer<String, byte[]> consumer = kafka.groupConsumer(group, "0", Map.of())) {
        consumer.subscribe(List.of(Topics.TASKS), new Rebalance(consumer));
        while (!closed) {
          step(consumer);
          failures = 0;
        }
        stop(work -> true);
        commit(consumer);
      } catch (WakeupException e) {
        // close() asks for the end
      } catch (RuntimeException e) {
        failures++;
        LOG.warn("tasks cannot be consumed, trying again; group={} attempt={}", group, failures, e);
        sleep(backoff.delay(failures, ThreadLocalRandom.current()));
      } finally {
        stop(work -> true);
        progress.clear();
      }
    }
  }

  private void step(KafkaConsumer<String, byte[]> consumer) {
    if (waiting.size() >= MAX_WAITING || waiting.weight() >= MAX_WAITING_BYTES) {
      consumer.pause(consumer.assignment());
    } else {
      consumer.resume(consumer.paused());
    }
    for (ConsumerRecord<String, byte[]> message : consumer.poll(POLL)) {
      take(message);
    }
    takeNoteOfFinished();
    for (Work work = next(); work != null; work = next()) {
      Work started = work;
      running.put(work, Thread.ofVirtual().name(work.task.key()).start(() -> attempt(started)));
    }
    commit(consumer);
  }

  private void takeNoteOfFinished() {
    for (Work work = finished.poll(); work != null; work = finished.poll()) {
      if (running.remove(work) != null) {
        progressOf(work.partition).done(work.offset);
      }
    }
  }

  /** Asked only once everything is set up. */
  private int priority(String run) {
    return handler.priority(run);
  }

  private @Nullable Work next() {
    if (running.size() < parallelism) {
      return waiting.poll();
    }
    if (running.size() >= parallelism + EXTRA_PLACES || waiting.size() == 0) {
      return null;
    }
    Set<String> served =
        running.keySet().stream().map(work -> work.task.run()).collect(Collectors.toSet());
    return waiting.poll(run -> !served.contains(run));
  }

  private void take(ConsumerRecord<String, byte[]> message) {
    TopicPartition partition = new TopicPartition(message.topic(), message.partition());
    PartitionProgress partitionProgress = progressOf(partition);
    partitionProgress.taken(message.offset());
    try {
      Task task = Json.read(message.value(), Task.class);
      if (handler.wants(task)) {
        waiting.add(
            task.run(),
            new Work(
                partition,
                message.offset(),
                task,
                message.value().length,
                TraceContext.of(message.headers())));
        return;
      }
    } catch (RuntimeException e) {
      LOG.error(
          "task cannot be read and is skipped; partition={} offset={}",
          message.partition(),
          message.offset(),
          e);
    }
    partitionProgress.done(message.offset());
  }

  private PartitionProgress progressOf(TopicPartition partition) {
    return progress.computeIfAbsent(partition, key -> new PartitionProgress());
  }

  /** On a virtual thread: only work that was not taken away unfinished is told as finished. */
  private void attempt(Work work) {
    try (LogContext context = LogContext.of(work.task);
        Traced span = TaskSpan.of(work.task, work.trace)) {
      if (finishes(work, span)) {
        finished.add(work);
      }
    } finally {
      work.ended.countDown();
    }
  }

  /** Tries until the task is done or given up, or else taken away, which is not finished. */
  private boolean finishes(Work work, Traced span) {
    long start = System.nanoTime();
    for (int attempt = 1; !work.cancelled; attempt++) {
      try {
        handler.handle(work.task, () -> work.cancelled);
        return true;
      } catch (Cancelled e) {
        span.with("penstock.cancelled", "true");
        return !work.cancelled;
      } catch (PermanentException e) {
        span.failed(e.problems());
        if (report(work, e)) {
          return true;
        }
      } catch (RuntimeException e) {
        TransientException error = asTransient(e, work.task);
        Duration spent = Duration.ofNanos(System.nanoTime() - start);
        if (spent.compareTo(backoff.limit()) > 0 && report(work, error)) {
          span.failed(error.problems());
          return true;
        }
        span.retried(attempt, error.problem());
        LOG.warn("task failed and is tried again; task={} attempt={}", work.task.key(), attempt, e);
        tell(work, attempt, error);
      }
      work.await(backoff.delay(attempt, ThreadLocalRandom.current()));
    }
    return false;
  }

  private void tell(Work work, int attempt, TransientException error) {
    try {
      handler.retrying(work.task, attempt, error);
    } catch (RuntimeException e) {
      LOG.warn("retry could not be reported; task={}", work.task.key(), e);
    }
  }

  private boolean report(Work work, PenstockException error) {
    try {
      handler.failed(work.task, error);
      return true;
    } catch (RuntimeException e) {
      LOG.warn("failure could not be reported, trying again; task={}", work.task.key(), e);
      return false;
    }
  }

  private static TransientException asTransient(RuntimeException e, Task task) {
    if (e instanceof TransientException known) {
      return known;
    }
    String message =
        e instanceof KafkaException
            ? "Kafka did not take what the task wrote."
            : "An unexpected error (" + e.getClass().getSimpleName() + ") stopped the task.";
    return new TransientException(
        new Problem("task-failed", task.key(), message, "The service's log has the details."), e);
  }

  private void commit(KafkaConsumer<String, byte[]> consumer) {
    Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
    progress.forEach(
        (partition, done) ->
            done.committable()
                .ifPresent(offset -> offsets.put(partition, new OffsetAndMetadata(offset))));
    if (!offsets.isEmpty()) {
      consumer.commitSync(offsets);
    }
  }

  /** Ends the work of lost partitions; what has not ended in time goes on until it asks. */
  private void stop(java.util.function.Predicate<Work> lost) {
    waiting.removeIf(lost);
    List<Work> ending = running.keySet().stream().filter(lost).toList();
    ending.forEach(Work::cancel);
    ending.forEach(work -> work.awaitEnd(STOP));
    takeNoteOfFinished();
    ending.forEach(running::remove);
  }

  private static void sleep(Duration time) {
    try {
      Thread.sleep(time);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    closed = true;
    try {
      thread.join(STOP.plusSeconds(5));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private final class Rebalance implements ConsumerRebalanceListener {
    private final KafkaConsumer<String, byte[]> consumer;

    Rebalance(KafkaConsumer<String, byte[]> consumer) {
      this.consumer = consumer;
    }

    @Override
    public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
      LOG.info("tasks are consumed; group={} partitions={}", group, partitions.size());
    }

    @Override
    public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
      stop(work -> partitions.contains(work.partition));
      commit(consumer);
      partitions.forEach(progress::remove);
    }

    @Override
    public void onPartitionsLost(Collection<TopicPartition> partitions) {
      stop(work -> partitions.contains(work.partition));
      partitions.forEach(progress::remove);
    }
  }

  /** One delivery of a task. */
  private static final class Work {
    private final TopicPartition partition;
    private final long offset;
    private final Task task;
    private final long bytes;
    private final @Nullable String trace;
    private final CountDownLatch cancelSignal = new CountDownLatch(1);
    private final CountDownLatch ended = new CountDownLatch(1);
    private volatile boolean cancelled;

    Work(TopicPartition partition, long offset, Task task, long bytes, @Nullable String trace) {
      this.partition = partition;
      this.offset = offset;
      this.task = task;
      this.bytes = bytes;
      this.trace = trace;
    }

    void cancel() {
      cancelled = true;
      cancelSignal.countDown();
    }

    void await(Duration time) {
      try {
        boolean unused = cancelSignal.await(time.toMillis(), TimeUnit.MILLISECONDS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        cancelled = true;
      }
    }

    void awaitEnd(Duration time) {
      try {
        boolean unused = ended.await(time.toMillis(), TimeUnit.MILLISECONDS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
