/** The edge to the mail server. */
@NullMarked
package dev.penstock.api.mail;

import org.jspecify.annotations.NullMarked;
