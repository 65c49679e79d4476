package dev.penstock.connector;

import java.util.List;
import java.util.Set;

/**
 * What a connector is and which options it takes; validation, JSON Schema and the reference page
 * come from it.
 *
 * @param name the word in a definition ({@code format: csv}) or the connection type of a
 *     destination
 * @param connectionTypes types of connection that it reads from or writes to
 * @param description one or two sentences for the reference page
 */
public record ConnectorSpec(
    String name, Set<String> connectionTypes, String description, List<Option> options) {
  public ConnectorSpec {
    connectionTypes = Set.copyOf(connectionTypes);
    options = List.copyOf(options);
  }

  /**
   * One option.
   *
   * @param defaultValue what holds where the author says nothing; empty for none
   * @param allowed the only values; empty where any value of the type will do
   */
  public record Option(
      String name,
      OptionType type,
      boolean required,
      String defaultValue,
      String description,
      List<String> allowed) {
    public Option {
      allowed = List.copyOf(allowed);
    }
  }

  /** The JSON form of an option. */
  public enum OptionType {
    TEXT,
    NUMBER,
    BOOLEAN,
    TEXT_LIST
  }
}
