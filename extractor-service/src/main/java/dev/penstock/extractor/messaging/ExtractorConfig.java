package dev.penstock.extractor.messaging;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** How much this process does at once. */
@ConfigMapping(prefix = "penstock.extractor")
public interface ExtractorConfig {
  /** Tasks at the same time. */
  @WithDefault("2")
  int parallelism();

  /** Batches that a split may be ahead of what is loaded. */
  @WithDefault("8")
  int window();

  /** Splits of a run that may be read but not yet loaded, beside those that are being read. */
  @WithDefault("8")
  int openSplits();
}
