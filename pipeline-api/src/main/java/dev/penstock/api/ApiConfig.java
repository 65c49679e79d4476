package dev.penstock.api;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** Configuration of this service alone. */
@ConfigMapping(prefix = "penstock")
public interface ApiConfig {
  Rejects rejects();

  Push push();

  Runs runs();

  Lineage lineage();

  /** Where rows came from. */
  interface Lineage {
    /** Whether answers show the records of raw copies, as they were read. */
    @WithDefault("true")
    boolean rawRecords();
  }

  /** Runs that wait. */
  interface Runs {
    /** The most runs of a pipeline that wait for their turn. */
    @WithDefault("100")
    int maxQueued();
  }

  /** Records that come with the request for a run. */
  interface Push {
    /** The most bytes of them in one request. */
    @WithDefault("8388608")
    int maxBytes();
  }

  /** What is kept of rejects. */
  interface Rejects {
    /** The most rejects of a run that can be read back; all are counted. */
    @WithDefault("10000")
    int keptPerRun();

    /**
     * How long a run waits without a sign of rejects that are missing, once the topic is read to
     * its end.
     */
    @WithDefault("2M")
    Duration patience();
  }
}
