package dev.penstock.definition;

/** How far a run goes. */
public enum RunUntil {
  /** To its models. */
  GOLD,

  /**
   * To the raw copies: its sources are read and nothing is transformed. Outputs and models stand as
   * they are published, until a run {@link RunFrom#BRONZE from bronze}.
   */
  BRONZE
}
