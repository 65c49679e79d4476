/**
 * The stage framework: typed stages composed to pipelines in plain Java, usable as a library on its
 * own. Start with {@link dev.penstock.flow.Pipeline} and {@link dev.penstock.flow.Stages}.
 *
 * <p>A {@link dev.penstock.flow.Stage} here is a step of a program that a Java developer composes.
 * The stages that a run of a YAML pipeline passes through (extract, transform, load, audit,
 * publish) are {@link dev.penstock.batch.Stage}.
 *
 * <p>Three rules hold everywhere. An exception becomes a failed result. Every wait has a bound and
 * ends when the run is cancelled or the thread interrupted. Nothing that the framework keeps grows
 * with the data that passes through, only with one input or one chunk of it.
 */
@NullMarked
package dev.penstock.flow;

import org.jspecify.annotations.NullMarked;
