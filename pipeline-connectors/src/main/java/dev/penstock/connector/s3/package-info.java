/**
 * Files of a connection of type {@code s3}: the objects of one bucket below one prefix, of Amazon
 * S3 or any server with the same interface. All requests are signed, bound to one version of the
 * object, and given up when the work is cancelled.
 */
@NullMarked
package dev.penstock.connector.s3;

import org.jspecify.annotations.NullMarked;
