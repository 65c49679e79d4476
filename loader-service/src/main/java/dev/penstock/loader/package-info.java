/** The loader: brings batches into staging, audits them and publishes on the API's order. */
@NullMarked
package dev.penstock.loader;

import org.jspecify.annotations.NullMarked;
