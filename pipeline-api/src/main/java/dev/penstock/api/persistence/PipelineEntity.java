package dev.penstock.api.persistence;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

/** A row of {@code pipeline}. */
@Entity
@Table(name = "pipeline")
class PipelineEntity {
  @Id String id;

  @Column(updatable = false)
  String name;

  int latest;

  boolean deleted;

  @SuppressWarnings("NullAway.Init")
  protected PipelineEntity() {}

  PipelineEntity(String id, String name) {
    this.id = id;
    this.name = name;
  }
}
