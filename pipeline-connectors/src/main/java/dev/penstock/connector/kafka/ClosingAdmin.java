package dev.penstock.connector.kafka;

import java.time.Duration;
import org.apache.kafka.clients.admin.Admin;

/** An admin client that does not wait for its calls when it is closed. */
record ClosingAdmin(Admin admin) implements AutoCloseable {
  @Override
  public void close() {
    admin.close(Duration.ZERO);
  }
}
