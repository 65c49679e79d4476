package dev.penstock.connector.jdbc;

import java.util.List;
import java.util.Set;

/**
 * What the catalogue says about a table.
 *
 * @param key the columns of the primary key, in order; empty where there is none
 * @param unique columns that are never NULL and never hold a value twice
 * @param pages how many pages it has; 0 where rows have no address that a range of pages names
 */
record TableFacts(List<String> key, Set<String> unique, long pages) {
  TableFacts {
    key = List.copyOf(key);
    unique = Set.copyOf(unique);
  }
}
