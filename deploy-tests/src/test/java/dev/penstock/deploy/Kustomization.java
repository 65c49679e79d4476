package dev.penstock.deploy;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The part of Kustomize that the manifests keep to: resources, one namespace, tags of images, and
 * patches by JSON Patch with {@code add}, {@code replace} and {@code remove} of a member. Anything
 * else is refused, so that what is tested is what a cluster gets. Stateless.
 */
final class Kustomization {
  private static final Set<String> KNOWN =
      Set.of("apiVersion", "kind", "namespace", "resources", "images", "patches");

  private Kustomization() {}

  /** All objects of an overlay or a base, by its path below {@code deploy/kubernetes}. */
  static List<Manifest> of(String path) {
    return build(Repository.path("deploy/kubernetes/" + path)).stream().map(Manifest::new).toList();
  }

  private static List<ObjectNode> build(Path folder) {
    JsonNode definition = Repository.yaml(folder.resolve("kustomization.yaml")).getFirst();
    definition.fieldNames().forEachRemaining(name -> known(KNOWN.contains(name), name));
    List<ObjectNode> objects = new ArrayList<>();
    for (JsonNode resource : definition.path("resources")) {
      Path path = folder.resolve(resource.asText()).normalize();
      if (Files.isDirectory(path)) {
        objects.addAll(build(path));
      } else {
        Repository.yaml(path).forEach(object -> objects.add((ObjectNode) object));
      }
    }
    for (ObjectNode object : objects) {
      if (!object.path("kind").asText().equals("Namespace")) {
        ((ObjectNode) object.path("metadata")).set("namespace", definition.path("namespace"));
      }
      definition.path("images").forEach(image -> tag(object, image));
      definition.path("patches").forEach(patch -> patch(object, patch));
    }
    return objects;
  }

  private static void tag(ObjectNode object, JsonNode image) {
    image
        .fieldNames()
        .forEachRemaining(name -> known(Set.of("name", "newTag").contains(name), name));
    for (JsonNode container : object.at("/spec/template/spec/containers")) {
      if (container.path("image").asText().equals(image.path("name").asText())) {
        ((ObjectNode) container)
            .put("image", image.path("name").asText() + ":" + image.path("newTag").asText());
      }
    }
  }

  private static void patch(ObjectNode object, JsonNode patch) {
    JsonNode target = patch.path("target");
    target
        .fieldNames()
        .forEachRemaining(name -> known(Set.of("kind", "name").contains(name), name));
    boolean meant =
        Stream.of("kind", "name").filter(target::has).allMatch(name -> meets(object, target, name));
    if (meant) {
      Repository.yaml(patch.path("patch").asText()).forEach(operation -> apply(object, operation));
    }
  }

  private static boolean meets(ObjectNode object, JsonNode target, String name) {
    JsonNode value = name.equals("kind") ? object.path("kind") : object.at("/metadata/name");
    return value.equals(target.path(name));
  }

  private static void apply(ObjectNode object, JsonNode operation) {
    JsonPointer pointer = JsonPointer.compile(operation.path("path").asText());
    String member = pointer.last().getMatchingProperty();
    JsonNode parent = object.at(pointer.head());
    if (!(parent instanceof ObjectNode owner)) {
      throw new IllegalStateException("no object at " + pointer.head() + " of " + object);
    }
    String op = operation.path("op").asText();
    if (!op.equals("add") && !owner.has(member)) {
      throw new IllegalStateException("nothing to " + op + " at " + pointer);
    }
    switch (op) {
      case "add", "replace" -> owner.set(member, operation.path("value"));
      case "remove" -> owner.remove(member);
      default -> known(false, op);
    }
  }

  private static void known(boolean known, String name) {
    if (!known) {
      throw new IllegalStateException("the tests do not know this part of Kustomize: " + name);
    }
  }
}
