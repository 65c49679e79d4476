/** Tests against values that DVC 3 itself writes, and against files in temporary folders. */
@NullMarked
package dev.penstock.dvc;

import org.jspecify.annotations.NullMarked;
