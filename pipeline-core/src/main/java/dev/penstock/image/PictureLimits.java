package dev.penstock.image;

/**
 * What a picture may take.
 *
 * @param pixels width times height
 * @param decodedBytes memory of the decoded picture
 */
record PictureLimits(long pixels, long decodedBytes) {
  static final long MAX_PIXELS = 50_000_000;

  /** 50 million pixels, and no more than half of this JVM's heap. */
  static PictureLimits ofThisJvm() {
    return new PictureLimits(MAX_PIXELS, Runtime.getRuntime().maxMemory() / 2);
  }
}
