package dev.penstock.transformer;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** What user SQL may use. */
@ConfigMapping(prefix = "penstock.transformer")
public interface TransformerConfig {
  /** Memory of one stream's DuckDB. */
  @WithDefault("128")
  int memoryMegabytes();

  /** The longest that one batch may take. */
  @WithDefault("30s")
  Duration timeout();

  /** The most rows of one look-up. */
  @WithDefault("2000000")
  long lookupRows();
}
