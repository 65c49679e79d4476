/** What every service is wired with: connections and Kafka settings from its configuration. */
@NullMarked
package dev.penstock.service;

import org.jspecify.annotations.NullMarked;
