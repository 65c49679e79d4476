/** Starting, following and steering runs. The server decides; here it is asked and shown. */
@NullMarked
package dev.penstock.cli.run;

import org.jspecify.annotations.NullMarked;
