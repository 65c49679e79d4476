/** Whether the broker answers, for the health of every service. */
@NullMarked
package dev.penstock.service.messaging;

import org.jspecify.annotations.NullMarked;
