@NullMarked
package dev.penstock.transform;

import org.jspecify.annotations.NullMarked;
