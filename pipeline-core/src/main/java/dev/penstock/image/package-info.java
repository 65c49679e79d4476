/**
 * Pictures in bytes: decoded under limits that hold whatever the bytes say, changed, and written
 * again. Uses the JDK's own codecs, without a screen.
 */
@NullMarked
package dev.penstock.image;

import org.jspecify.annotations.NullMarked;
