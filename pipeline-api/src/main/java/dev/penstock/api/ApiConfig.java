package dev.penstock.api;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** Configuration of this service alone. */
@ConfigMapping(prefix = "penstock")
public interface ApiConfig {
  Rejects rejects();

  /** What is kept of rejects. */
  interface Rejects {
    /** The most rejects of a run that can be read back; all are counted. */
    @WithDefault("10000")
    int keptPerRun();
  }
}
