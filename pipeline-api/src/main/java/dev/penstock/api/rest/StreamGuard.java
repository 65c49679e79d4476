package dev.penstock.api.rest;

import dev.penstock.api.AccessConfig;
import dev.penstock.api.access.Identity;
import dev.penstock.api.access.Rates;
import io.vertx.core.Vertx;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.container.ContainerRequestContext;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Counts the streams of events of each caller, and ends each after a while: a client comes back
 * with {@code Last-Event-ID} and shows again who it is, so that a revoked key sees no more.
 */
@ApplicationScoped
public class StreamGuard {
  private final Rates rates;
  private final Vertx vertx;
  private final Duration longest;

  public StreamGuard(Rates rates, Vertx vertx, AccessConfig config) {
    this.rates = rates;
    this.vertx = vertx;
    this.longest = config.streamDuration();
  }

  void watch(ContainerRequestContext request, RoutingContext routing, Identity who) {
    if (!Templates.of(request).endsWith("/events")) {
      return;
    }
    Runnable release = rates.stream(who);
    AtomicBoolean over = new AtomicBoolean();
    long timer = vertx.setTimer(longest.toMillis(), id -> routing.request().connection().close());
    routing.addEndHandler(
        done -> {
          if (over.compareAndSet(false, true)) {
            vertx.cancelTimer(timer);
            release.run();
          }
        });
  }
}
