package dev.penstock.api.persistence;

import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;
import jakarta.enterprise.context.ApplicationScoped;

/** Access to {@link PipelineVersionEntity}. */
@ApplicationScoped
class PipelineVersionRepository
    implements PanacheRepositoryBase<PipelineVersionEntity, PipelineVersionEntity.Key> {}
