/** What the API answers where it cannot do what was asked. */
@NullMarked
package dev.penstock.api.error;

import org.jspecify.annotations.NullMarked;
