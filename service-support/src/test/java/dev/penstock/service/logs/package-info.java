/** Tests of the way of log lines. */
package dev.penstock.service.logs;
