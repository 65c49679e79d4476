/** The HTTP edge: resources that translate and call, and problem documents for every error. */
@NullMarked
package dev.penstock.api.rest;

import org.jspecify.annotations.NullMarked;
