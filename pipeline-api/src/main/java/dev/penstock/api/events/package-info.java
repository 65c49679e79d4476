/** The public events: their form as CloudEvents and their way to the clients of this process. */
@NullMarked
package dev.penstock.api.events;

import org.jspecify.annotations.NullMarked;
