package dev.penstock.api.catalogue;

import dev.penstock.api.pipelines.PipelineVersion;
import dev.penstock.api.pipelines.Pipelines;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/** What the current pipelines write and read; each version is read once. Thread-safe. */
final class Definitions {
  /** More tables than these are left out, those of the last pipelines by name. */
  static final int MAX_TABLES = 20_000;

  private final Pipelines pipelines;
  private final InventoryReader reader = new InventoryReader();
  private final Map<Version, Inventory> read = new ConcurrentHashMap<>();

  Definitions(Pipelines pipelines) {
    this.pipelines = pipelines;
  }

  private record Version(String id, int version) {}

  /** Of all pipelines, in the order of their names. */
  Inventory all() {
    List<PipelineVersion> now = pipelines.all();
    read.keySet()
        .retainAll(
            now.stream()
                .map(one -> new Version(one.id(), one.version()))
                .collect(Collectors.toSet()));
    List<DefinedTable> tables = new ArrayList<>();
    List<Flow> flows = new ArrayList<>();
    for (PipelineVersion one : now) {
      if (tables.size() >= MAX_TABLES) {
        break;
      }
      Inventory inventory =
          read.computeIfAbsent(
              new Version(one.id(), one.version()), _ -> reader.read(one.definition()));
      tables.addAll(inventory.tables());
      flows.addAll(inventory.flows());
    }
    tables.sort(Comparator.comparing(DefinedTable::at));
    return new Inventory(tables, flows);
  }
}
