package dev.penstock.api.openlineage;

/** A dataset's name, as OpenLineage names datasets of its kind. */
record Dataset(String namespace, String name) {}
