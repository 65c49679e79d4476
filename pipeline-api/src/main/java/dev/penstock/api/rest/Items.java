package dev.penstock.api.rest;

import java.util.List;

/** A list as an object, so that it can grow fields. */
public record Items<T>(List<T> items) {
  public Items {
    items = List.copyOf(items);
  }
}
