/** What {@code deploy/} promises, read strictly with the models of those who will read it. */
@NullMarked
package dev.penstock.deploy;

import org.jspecify.annotations.NullMarked;
