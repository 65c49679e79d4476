@NullMarked
package dev.penstock.lineage;

import org.jspecify.annotations.NullMarked;
