@org.jspecify.annotations.NullUnmarked
package dev.penstock.service;
