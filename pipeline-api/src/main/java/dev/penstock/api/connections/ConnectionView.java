package dev.penstock.api.connections;

import java.util.List;

/**
 * A connection as it is shown: never its settings, which may hold secrets.
 *
 * @param formats formats of sources that can read from it
 * @param destination whether outputs can go to it
 */
public record ConnectionView(String name, String type, List<String> formats, boolean destination) {
  public ConnectionView {
    formats = List.copyOf(formats);
  }
}
