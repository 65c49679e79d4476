package dev.penstock.api.rest;

import jakarta.ws.rs.container.ContainerRequestContext;
import org.jboss.resteasy.reactive.server.core.ResteasyReactiveRequestContext;
import org.jboss.resteasy.reactive.server.jaxrs.ContainerRequestContextImpl;
import org.jboss.resteasy.reactive.server.mapping.RuntimeResource;
import org.jboss.resteasy.reactive.server.mapping.URITemplate;
import org.jspecify.annotations.Nullable;

/**
 * The address of a request as the OpenAPI document names it. It is that of the method that will
 * serve the request, so that no way of writing an address passes another address's rule.
 */
final class Templates {
  private Templates() {}

  static String of(ContainerRequestContext request) {
    ResteasyReactiveRequestContext context =
        (ResteasyReactiveRequestContext)
            ((ContainerRequestContextImpl) request).getServerRequestContext();
    RuntimeResource resource = context.getTarget();
    @Nullable URITemplate root = resource.getClassPath();
    String path = (root == null ? "" : root.template) + "/" + resource.getPath().template;
    String clean = path.replaceAll("/+", "/");
    return clean.length() > 1 && clean.endsWith("/")
        ? clean.substring(0, clean.length() - 1)
        : clean;
  }
}
