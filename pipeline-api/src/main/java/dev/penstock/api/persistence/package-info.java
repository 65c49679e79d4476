/** The PostgreSQL edge: entities, repositories, and plain SQL where reports are counted. */
@NullMarked
package dev.penstock.api.persistence;

import org.jspecify.annotations.NullMarked;
