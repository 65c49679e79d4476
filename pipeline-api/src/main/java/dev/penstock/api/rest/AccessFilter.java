package dev.penstock.api.rest;

import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.container.ContainerResponseFilter;
import jakarta.ws.rs.ext.Provider;

/** Lets each request through the gate. Made before there is a configuration, unlike the gate. */
@Provider
public class AccessFilter implements ContainerRequestFilter, ContainerResponseFilter {
  private final AccessGate gate;

  public AccessFilter(AccessGate gate) {
    this.gate = gate;
  }

  @Override
  public void filter(ContainerRequestContext request) {
    gate.enter(request);
  }

  @Override
  public void filter(ContainerRequestContext request, ContainerResponseContext response) {
    AccessGate.leave();
  }
}
