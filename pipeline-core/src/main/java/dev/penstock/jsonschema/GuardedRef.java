package dev.penstock.jsonschema;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.ExecutionContext;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaContext;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.keyword.Keyword;
import com.networknt.schema.keyword.KeywordValidator;
import com.networknt.schema.keyword.RefValidator;
import com.networknt.schema.path.NodePath;

/**
 * {@code $ref} that counts. Only where a schema refers to itself can a validation take more time or
 * stack than the sizes of schema and document allow.
 */
record GuardedRef(DocumentSchema.Steps steps) implements Keyword {
  @Override
  public String getValue() {
    return "$ref";
  }

  @Override
  public KeywordValidator newValidator(
      SchemaLocation place, JsonNode node, Schema parent, SchemaContext context) {
    return new RefValidator(place, node, parent, context) {
      @Override
      public void validate(
          ExecutionContext execution, JsonNode value, JsonNode root, NodePath location) {
        steps.in();
        try {
          super.validate(execution, value, root, location);
        } finally {
          steps.out();
        }
      }
    };
  }
}
