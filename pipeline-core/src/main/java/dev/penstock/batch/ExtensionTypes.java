package dev.penstock.batch;

import java.util.Map;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.FieldType;

/**
 * Columns of Arrow's canonical extension types, told by the field's metadata alone, so that every
 * Arrow client can read them. Source: Apache Arrow, Canonical Extension Types.
 */
public final class ExtensionTypes {
  /** JSON documents, stored as text. */
  public static final String JSON = "arrow.json";

  /** UUIDs, stored as 16 bytes. */
  public static final String UUID = "arrow.uuid";

  private static final String NAME = ArrowType.ExtensionType.EXTENSION_METADATA_KEY_NAME;
  private static final String METADATA = ArrowType.ExtensionType.EXTENSION_METADATA_KEY_METADATA;
  private static final int UUID_BYTES = 16;

  private ExtensionTypes() {}

  /** A column of JSON documents. */
  public static Field json(String name) {
    return field(name, ArrowType.Utf8.INSTANCE, JSON);
  }

  /** A column of UUIDs. */
  public static Field uuid(String name) {
    return field(name, new ArrowType.FixedSizeBinary(UUID_BYTES), UUID);
  }

  public static boolean isJson(Field field) {
    return JSON.equals(field.getMetadata().get(NAME));
  }

  public static boolean isUuid(Field field) {
    return UUID.equals(field.getMetadata().get(NAME));
  }

  private static Field field(String name, ArrowType type, String extension) {
    return new Field(
        name, new FieldType(true, type, null, Map.of(NAME, extension, METADATA, "")), null);
  }
}
