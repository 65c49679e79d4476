@NullMarked
package dev.penstock.messaging.trace;

import org.jspecify.annotations.NullMarked;
