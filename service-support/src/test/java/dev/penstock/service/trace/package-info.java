@NullMarked
package dev.penstock.service.trace;

import org.jspecify.annotations.NullMarked;
