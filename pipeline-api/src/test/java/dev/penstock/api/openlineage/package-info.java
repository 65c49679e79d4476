@NullMarked
package dev.penstock.api.openlineage;

import org.jspecify.annotations.NullMarked;
