/** Times by the clock and the calendar, as {@code crontab} writes them. */
@NullMarked
package dev.penstock.cron;

import org.jspecify.annotations.NullMarked;
