/**
 * Whether the services are there and keep up, as the broker sees it: members of their consumer
 * groups and what lies before them. Asked seldom and with time-outs; the answer is kept a while.
 */
@NullMarked
package dev.penstock.api.services;

import org.jspecify.annotations.NullMarked;
