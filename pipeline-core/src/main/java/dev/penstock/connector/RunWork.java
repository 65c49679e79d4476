package dev.penstock.connector;

import dev.penstock.definition.PipelineDefinition;

/** A run that is to be audited or published. */
public record RunWork(String run, int epoch, PipelineDefinition pipeline) {}
