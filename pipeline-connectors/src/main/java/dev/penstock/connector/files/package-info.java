/**
 * Files of a connection of type {@code files}: every path is relative to the connection's root
 * folder and cannot leave it, and no error tells where that folder is.
 */
@NullMarked
package dev.penstock.connector.files;

import org.jspecify.annotations.NullMarked;
