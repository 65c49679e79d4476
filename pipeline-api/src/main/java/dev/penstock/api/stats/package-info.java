/**
 * Many runs in numbers: how many ended how, over time; what goes on; what is slow or fails. A run
 * counts in the step of time in which it ended. Dry runs do not count, as nothing of them is kept.
 */
@NullMarked
package dev.penstock.api.stats;

import org.jspecify.annotations.NullMarked;
