/**
 * Records from a REST API, page by page: how to ask for them, where they stand in the response, how
 * the next page is found, and up to which value they were read.
 */
@NullMarked
package dev.penstock.connector.rest;

import org.jspecify.annotations.NullMarked;
