/** Tests of what can be taken up again. */
@NullMarked
package dev.penstock.api.replay;

import org.jspecify.annotations.NullMarked;
