package dev.penstock.api.persistence;

import dev.penstock.api.pipelines.PipelineVersion;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Table;
import java.io.Serializable;
import java.time.Instant;
import org.hibernate.annotations.Immutable;

/** A row of {@code pipeline_version}. */
@Entity
@Immutable
@Table(name = "pipeline_version")
@IdClass(PipelineVersionEntity.Key.class)
class PipelineVersionEntity {
  @Id
  @Column(name = "pipeline_id")
  String pipelineId;

  @Id int version;

  String description;

  String definition;

  @Column(name = "created_at")
  Instant createdAt;

  @SuppressWarnings("NullAway.Init")
  protected PipelineVersionEntity() {}

  PipelineVersionEntity(PipelineVersion version) {
    this.pipelineId = version.id();
    this.version = version.version();
    this.description = version.description();
    this.definition = version.definition();
    this.createdAt = version.createdAt();
  }

  PipelineVersion toVersion(String name) {
    return new PipelineVersion(pipelineId, name, version, description, createdAt, definition);
  }

  /** The primary key. */
  record Key(String pipelineId, int version) implements Serializable {}
}
