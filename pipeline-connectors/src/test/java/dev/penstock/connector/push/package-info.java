@NullMarked
package dev.penstock.connector.push;

import org.jspecify.annotations.NullMarked;
