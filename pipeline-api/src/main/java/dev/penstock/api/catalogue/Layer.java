package dev.penstock.api.catalogue;

/** How far the data of a table are on their way, in this order. */
public enum Layer {
  BRONZE,
  SILVER,
  GOLD
}
