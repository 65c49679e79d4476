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

  Limits limits();

  Lineage lineage();

  Logs logs();

  Actions actions();

  /** How much may go on at a time. */
  interface Limits {
    /** Runs in all; others wait. */
    @WithDefault("50")
    int runs();

    /** Splits that are read, and streams that are planned, in all. */
    @WithDefault("256")
    int splits();

    /** The same of one run; a pipeline may say less. */
    @WithDefault("32")
    int splitsPerRun();

    /** Runs of a pipeline that allows several. */
    @WithDefault("8")
    int runsPerPipeline();
  }

  /** What the services log of runs. */
  interface Logs {
    /** How long the log of a run is kept behind its last line. */
    @WithDefault("30D")
    Duration keep();
  }

  /** Who did what. */
  interface Actions {
    @WithDefault("365D")
    Duration keep();
  }

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

    /** How long a run that failed keeps what it staged, so that it can be tried again. */
    @WithDefault("24H")
    Duration keepFailed();
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
