package dev.penstock.api.dispatch;

import java.util.Map;
import java.util.OptionalInt;

/**
 * What a run asks of the places, settled when it is accepted.
 *
 * @param parallelism the most of its splits that are read at a time; the operator's limit if empty
 * @param atOnce the most runs of its pipeline beside each other, itself included
 * @param moves whether its end says up to where the sources were read: of such runs of a pipeline
 *     one goes on at a time
 * @param connections where its streams are read from, by stream; empty for nowhere
 */
public record Terms(
    OptionalInt parallelism, int atOnce, boolean moves, Map<String, String> connections) {
  public Terms {
    connections = Map.copyOf(connections);
  }
}
