package dev.penstock.service;

import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import sun.misc.Signal;

/**
 * Makes SIGTERM an order to finish: the service ends the batch or request in hand, commits, and
 * exits with 0. Whoever stops it can so tell a service that has drained from one that was broken
 * off, which no JVM does by itself (it exits with 143 either way).
 */
@ApplicationScoped
public class OrderlyExit {
  void start(@Observes StartupEvent event) {
    Signal.handle(new Signal("TERM"), signal -> Quarkus.asyncExit(0));
  }
}
