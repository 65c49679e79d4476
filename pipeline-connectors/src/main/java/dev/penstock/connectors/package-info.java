/**
 * The list of all connectors. It knows each of them, so it stands beside the packages that they
 * know.
 */
@NullMarked
package dev.penstock.connectors;

import org.jspecify.annotations.NullMarked;
