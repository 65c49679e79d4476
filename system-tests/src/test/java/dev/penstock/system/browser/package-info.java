/**
 * The dashboard in a real browser against the real stack: one Chromium for all tests of a JVM, a
 * fresh context for each test. A test fails on any word in the browser's error console and on any
 * request that failed and was not announced.
 */
@NullMarked
package dev.penstock.system.browser;

import org.jspecify.annotations.NullMarked;
