/** Tests of buckets against a real S3 server on this machine. */
@org.jspecify.annotations.NullMarked
package dev.penstock.connector.s3;
