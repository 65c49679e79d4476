package dev.penstock.api.hooks;

import java.util.List;

/** The mail server. Thread-safe. */
@FunctionalInterface
public interface Mails {
  /** Sends a mail of plain text; throws where the server did not take it. */
  void send(List<String> to, String subject, String text);
}
