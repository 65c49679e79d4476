/** Who did what, when and from where. */
@NullMarked
package dev.penstock.api.audit;

import org.jspecify.annotations.NullMarked;
