@org.jspecify.annotations.NullUnmarked
package dev.penstock.api.persistence;
