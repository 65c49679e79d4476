package dev.penstock.connector;

import java.util.List;
import java.util.Set;

/**
 * What a connector is and which options it takes; validation, JSON Schema and the reference page
 * come from it.
 *
 * @param name the word in a definition ({@code format: csv}) or the connection type of a
 *     destination
 * @param connectionTypes types of connection that it reads from or writes to; empty where it needs
 *     none
 * @param description one or two sentences for the reference page
 * @param abilities what can be asked of it, of a destination
 */
public record ConnectorSpec(
    String name,
    Set<String> connectionTypes,
    String description,
    List<Option> options,
    DestinationAbilities abilities) {
  public ConnectorSpec {
    connectionTypes = Set.copyOf(connectionTypes);
    options = List.copyOf(options);
  }

  /** One that can do all that there is. */
  public ConnectorSpec(
      String name, Set<String> connectionTypes, String description, List<Option> options) {
    this(name, connectionTypes, description, options, DestinationAbilities.ALL);
  }

  /**
   * One option.
   *
   * @param defaultValue what holds where the author says nothing; empty for none
   * @param allowed the only values; empty where any value of the type will do
   * @param fields the options of an {@link OptionType#OBJECT}; else empty
   */
  public record Option(
      String name,
      OptionType type,
      boolean required,
      String defaultValue,
      String description,
      List<String> allowed,
      List<Option> fields) {
    public Option {
      allowed = List.copyOf(allowed);
      fields = List.copyOf(fields);
    }

    /** An option of a plain type. */
    public Option(
        String name,
        OptionType type,
        boolean required,
        String defaultValue,
        String description,
        List<String> allowed) {
      this(name, type, required, defaultValue, description, allowed, List.of());
    }

    /** An optional map with options of its own. */
    public static Option object(String name, String description, List<Option> fields) {
      return new Option(name, OptionType.OBJECT, false, "", description, List.of(), fields);
    }
  }

  /** The JSON form of an option. */
  public enum OptionType {
    TEXT,
    NUMBER,
    BOOLEAN,
    TEXT_LIST,
    /** Names to texts, numbers or booleans. */
    TEXT_MAP,
    /** A map with options of its own. */
    OBJECT
  }
}
