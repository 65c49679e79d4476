@org.jspecify.annotations.NullMarked
package dev.penstock.loader.loading;
