/**
 * Who gets a place, and when: runs that wait are started, and planning and splits are given out, as
 * limits, priorities and ages allow. A place in use is a row in the database, so that none can be
 * lost.
 */
@NullMarked
package dev.penstock.api.dispatch;

import org.jspecify.annotations.NullMarked;
