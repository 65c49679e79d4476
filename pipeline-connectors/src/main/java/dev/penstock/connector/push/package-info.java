/**
 * Records that come with the request for a run: taken apart and planned by the API when the request
 * comes, so that a malformed body is refused at once; read by the extractor from the splits
 * themselves.
 */
@NullMarked
package dev.penstock.connector.push;

import org.jspecify.annotations.NullMarked;
