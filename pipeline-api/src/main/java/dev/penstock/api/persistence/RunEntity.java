package dev.penstock.api.persistence;

import dev.penstock.api.runs.Run;
import dev.penstock.api.runs.RunDetails;
import dev.penstock.api.runs.RunKind;
import dev.penstock.api.runs.RunOrder;
import dev.penstock.api.runs.Told;
import dev.penstock.definition.RunFrom;
import dev.penstock.definition.RunMode;
import dev.penstock.definition.RunUntil;
import dev.penstock.messaging.RunState;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.List;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.type.SqlTypes;
import org.jspecify.annotations.Nullable;

/** A row of {@code run}. */
@Entity
@Table(name = "run")
class RunEntity {
  static final List<RunState> UNFINISHED =
      List.of(
          RunState.QUEUED,
          RunState.PAUSED,
          RunState.RUNNING,
          RunState.AUDITING,
          RunState.PUBLISHING);

  @Id String id;

  @Column(name = "pipeline_id", updatable = false)
  String pipelineId;

  @Column(updatable = false)
  String pipeline;

  @Column(updatable = false)
  int version;

  @Enumerated(EnumType.STRING)
  @Column(updatable = false)
  RunMode mode;

  @Enumerated(EnumType.STRING)
  @Column(name = "reads_from", updatable = false)
  RunFrom from;

  @Enumerated(EnumType.STRING)
  @Column(name = "goes_until", updatable = false)
  RunUntil until;

  @Column(name = "dry_run", updatable = false)
  boolean dryRun;

  @JdbcTypeCode(SqlTypes.JSON)
  @Column(name = "ordered", updatable = false)
  String order;

  @Column(updatable = false)
  @Nullable String definition;

  int priority;

  @Enumerated(EnumType.STRING)
  RunState state;

  int attempt;

  @Column(name = "not_before")
  @Nullable Instant notBefore;

  int epoch;

  long revision;

  @Column(name = "created_at", updatable = false)
  Instant createdAt;

  @Column(name = "started_at")
  @Nullable Instant startedAt;

  @Column(name = "finished_at")
  @Nullable Instant finishedAt;

  @JdbcTypeCode(SqlTypes.JSON)
  String details;

  @Column(name = "announced_at")
  Instant announcedAt;

  @Column(name = "announcement_due")
  boolean announcementDue;

  @JdbcTypeCode(SqlTypes.JSON)
  @Nullable String told;

  boolean cleaned;

  @Column(name = "idempotency_key", updatable = false)
  @Nullable String idempotencyKey;

  @Column(name = "replay_of", updatable = false)
  @Nullable String replayOf;

  @Column(name = "request_digest", updatable = false)
  @Nullable String requestDigest;

  /** The span under which it was accepted; {@code null} where it has no trace. */
  @Column(updatable = false)
  @Nullable String traceparent;

  @SuppressWarnings("NullAway.Init")
  protected RunEntity() {}

  RunEntity(Run run, @Nullable String definition) {
    this.id = run.id();
    this.pipelineId = run.pipelineId();
    this.pipeline = run.pipeline();
    this.version = run.version();
    this.createdAt = run.createdAt();
    this.mode = run.mode();
    this.from = run.from();
    this.until = run.until();
    this.dryRun = run.dryRun();
    this.order = Documents.write(run.order());
    this.definition = definition;
    this.replayOf = run.replayOf();
    this.state = run.state();
    this.details = Documents.write(run.details());
    this.announcedAt = run.announcement().at();
    update(run);
  }

  final void update(Run run) {
    priority = run.priority();
    state = run.state();
    attempt = run.attempt();
    notBefore = run.notBefore();
    epoch = run.epoch();
    revision = run.revision();
    startedAt = run.startedAt();
    finishedAt = run.finishedAt();
    details = Documents.write(run.details());
    announcedAt = run.announcement().at();
    announcementDue = run.announcement().due();
    Told now = run.announcement().told();
    told = now == null ? null : Documents.write(now);
    cleaned = run.cleaned();
  }

  Run toRun() {
    return new Run(
        id,
        pipelineId,
        pipeline,
        version,
        new RunKind(mode, from, until, dryRun),
        Documents.read(order, RunOrder.class),
        priority,
        state,
        attempt,
        notBefore,
        epoch,
        revision,
        createdAt,
        startedAt,
        finishedAt,
        Documents.read(details, RunDetails.class),
        new Run.Announcement(
            announcedAt, announcementDue, told == null ? null : Documents.read(told, Told.class)),
        cleaned,
        replayOf);
  }
}
