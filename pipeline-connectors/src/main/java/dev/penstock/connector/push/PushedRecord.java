package dev.penstock.connector.push;

import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * A record of a request.
 *
 * @param place its line, or in a JSON array its position from 1
 * @param bytes its size in the request
 */
record PushedRecord(long place, ObjectNode record, int bytes) {}
