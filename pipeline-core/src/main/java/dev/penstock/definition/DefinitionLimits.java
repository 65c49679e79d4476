package dev.penstock.definition;

import java.time.Duration;

/** The most of everything that a definition may have. */
public final class DefinitionLimits {
  public static final int STREAMS = 100;

  /** Steps of one stream. */
  public static final int STEPS = 200;

  /** Look-ups of one stream. */
  public static final int LOOKUPS = 50;

  /** Outputs of all streams together. */
  public static final int OUTPUTS = 200;

  /** How often a run is tried in all. */
  public static final int ATTEMPTS = 100;

  /** The longest wait between two attempts. */
  public static final Duration RETRY_DELAY = Duration.ofDays(1);

  public static final int MODELS = 200;
  public static final int CHECKS = 500;

  /** Hooks of a pipeline. */
  public static final int HOOKS = 50;

  /** Columns, rules or expressions of one list or map. */
  public static final int COLUMNS = 2_000;

  /** Indexes of one table. */
  public static final int INDEXES = 20;

  /** Columns of one index; PostgreSQL has room for 32. */
  public static final int INDEX_COLUMNS = 32;

  /** Files of one record in an archive, beside its JSON. */
  public static final int MEMBERS = 100;

  /** Statements behind one model. */
  public static final int AFTER = 20;

  /** Formats that a cast tries for one column. */
  public static final int FORMATS = 20;

  /** Width and height of a picture that a step makes, in pixels. */
  public static final int PICTURE_SIDE = 10_000;

  public static final int PARAMETERS = 100;

  /** Values that one parameter may have. */
  public static final int PARAMETER_VALUES = 1_000;

  public static final int ENVIRONMENTS = 50;

  /** Other values of an environment or a run. */
  public static final int OVERRIDES = 200;

  private DefinitionLimits() {}
}
