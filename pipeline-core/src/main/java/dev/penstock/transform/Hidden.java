package dev.penstock.transform;

import dev.penstock.definition.StreamDefinition;
import org.apache.arrow.vector.types.pojo.Schema;

/** Names of Penstock's own tables and columns; no author's text can contain them. */
record Hidden(String prefix) {
  static Hidden from(StreamDefinition stream, Schema input) {
    String texts =
        Quoted.key(
            input
                + " "
                + stream.lookups().keySet()
                + stream.rules()
                + stream.steps()
                + stream.outputs());
    String prefix = "penstock";
    for (int i = 0; texts.contains(prefix); i++) {
      prefix = "penstock" + i;
    }
    return new Hidden("_" + prefix);
  }

  String name(String word) {
    return Quoted.name(plain(word));
  }

  String plain(String word) {
    return prefix + "_" + word;
  }

  /** The stream of Arrow rows that a query reads. */
  String rows() {
    return name("rows");
  }

  /** Holds the number of the {@link Outcome}, NULL while the record goes on. */
  String flag() {
    return name("flag");
  }

  /** Holds the values that a reject's message shows. */
  String value() {
    return name("value");
  }
}
