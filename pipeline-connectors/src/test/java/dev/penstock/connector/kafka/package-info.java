/** Topics of a real broker as sources. */
@NullMarked
package dev.penstock.connector.kafka;

import org.jspecify.annotations.NullMarked;
