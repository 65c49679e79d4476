package dev.penstock.service;

import io.quarkus.vertx.http.HttpServerOptionsCustomizer;
import io.vertx.core.http.HttpServerOptions;
import jakarta.enterprise.context.ApplicationScoped;

/**
 * Without TLS, services speak HTTP/1.1 only. A client that asks for HTTP/2 by upgrade, as Java's
 * own does by default, can lose the answer to its first request and wait for it for ever; what it
 * asks for is now answered as if it had not. With TLS, HTTP/2 is agreed on before the first
 * request.
 */
@ApplicationScoped
public class PlainHttp implements HttpServerOptionsCustomizer {
  @Override
  public void customizeHttpServer(HttpServerOptions options) {
    options.setHttp2ClearTextEnabled(false);
  }
}
