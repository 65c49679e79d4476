@org.jspecify.annotations.NullMarked
package dev.penstock.transformer;
