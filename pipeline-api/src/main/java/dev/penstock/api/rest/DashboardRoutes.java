package dev.penstock.api.rest;

import io.quarkus.vertx.http.runtime.RouteConstants;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import org.jspecify.annotations.Nullable;

/**
 * Serves the dashboard's only page at every address that a browser asks for and that is neither the
 * API's, the operator's nor a file's: the page itself knows what to show there, so links into it
 * work. Who asks for something else than HTML at such an address gets what there was before.
 */
@ApplicationScoped
class DashboardRoutes {
  private static final String PAGE = "/index.html";

  void register(@Observes Router router) {
    router
        .route()
        .order(RouteConstants.ROUTE_ORDER_BEFORE_DEFAULT)
        .method(HttpMethod.GET)
        .method(HttpMethod.HEAD)
        .handler(DashboardRoutes::serve);
  }

  private static void serve(RoutingContext request) {
    String path = request.normalizedPath();
    if (path.equals(PAGE)) {
      // It names the bundle of this build, so an old one must not be kept.
      request.addHeadersEndHandler(
          done ->
              request
                  .response()
                  .putHeader("Cache-Control", "no-cache")
                  .putHeader("Vary", "Accept"));
      request.next();
    } else if (path.equals("/") && wantsJson(request.request().getHeader("Accept"))) {
      request.reroute("/api/v1");
    } else if (isPage(path, request.request().getHeader("Accept"))) {
      request.reroute(PAGE);
    } else {
      request.next();
    }
  }

  private static boolean wantsJson(@Nullable String accept) {
    return accept == null || !accept.contains("text/html");
  }

  /** Whether a browser that goes to this address means a page of the dashboard. */
  static boolean isPage(String path, @Nullable String accept) {
    return accept != null
        && accept.contains("text/html")
        && !isBelow(path, "/api")
        && !isBelow(path, "/q")
        && !isBelow(path, "/static");
  }

  private static boolean isBelow(String path, String folder) {
    return path.equals(folder) || path.startsWith(folder + "/");
  }
}
