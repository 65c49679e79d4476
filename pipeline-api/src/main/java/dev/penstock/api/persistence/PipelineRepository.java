package dev.penstock.api.persistence;

import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;
import jakarta.enterprise.context.ApplicationScoped;

/** Access to {@link PipelineEntity}. */
@ApplicationScoped
class PipelineRepository implements PanacheRepositoryBase<PipelineEntity, String> {}
