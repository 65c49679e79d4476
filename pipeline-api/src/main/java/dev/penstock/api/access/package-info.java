/**
 * Who may do what: roles, scopes, API keys, sessions, rates and the rules for each request. Plain
 * Java; the REST edge asks it before each request.
 */
@NullMarked
package dev.penstock.api.access;

import org.jspecify.annotations.NullMarked;
