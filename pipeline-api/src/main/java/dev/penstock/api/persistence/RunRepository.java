package dev.penstock.api.persistence;

import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;
import jakarta.enterprise.context.ApplicationScoped;

/** Access to {@link RunEntity}. */
@ApplicationScoped
class RunRepository implements PanacheRepositoryBase<RunEntity, String> {}
