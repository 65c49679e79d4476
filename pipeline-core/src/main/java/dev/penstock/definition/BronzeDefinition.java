package dev.penstock.definition;

/** The raw copy of a stream's records with ingestion metadata. */
public record BronzeDefinition(TableName table) {}
