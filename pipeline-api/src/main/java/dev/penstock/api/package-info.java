/**
 * The API service: how its parts are put together at start. Everything else lives in the packages
 * below.
 */
@NullMarked
package dev.penstock.api;

import org.jspecify.annotations.NullMarked;
