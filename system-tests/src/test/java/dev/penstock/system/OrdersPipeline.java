package dev.penstock.system;

/**
 * The pipeline that most tests run over {@link Orders}: its tables are named by it, so that tests
 * do not meet.
 *
 * @param name of the pipeline and of its tables
 * @param path of the file in the connection {@code data}
 * @param splitSize bytes of a split
 */
public record OrdersPipeline(String name, String path, long splitSize, String checks) {
  public OrdersPipeline(String name, String path, long splitSize) {
    this(name, path, splitSize, "");
  }

  public static final String RULE_EMAIL = "email is an address";
  public static final String RULE_AMOUNT = "amount is not negative";

  /** The same pipeline with one more check: one line of YAML. */
  public OrdersPipeline withCheck(String check) {
    return new OrdersPipeline(name, path, splitSize, checks + "  - " + check + "\n");
  }

  public String bronze() {
    return "bronze." + name;
  }

  public String silver() {
    return "silver." + name;
  }

  public String gold() {
    return "gold." + name + "_by_country";
  }

  /** What a reader of the silver table compares. */
  public String silverRows() {
    return "SELECT " + Orders.CLEAN_COLUMNS + " FROM " + silver();
  }

  public String yaml() {
    return """
        apiVersion: penstock/v1
        name: %s
        description: Orders, cleaned
        streams:
          orders:
            source: { connection: data, path: %s, format: csv, split_size: %d }
            bronze: { table: %s }
            steps:
              - derive: { email: lower(trim(email)) }
              - derive: { domain: "split_part(email, '@', 2)" }
              - cast:
                  order_id: bigint
                  customer_id: bigint
                  amount: decimal(12,2)
                  created_at: timestamp
                  updated_at: timestamp
              - validate:
                  - { rule: %s, check: "regexp_matches(email, '^[^@ ]+@[^@ ]+[.][a-z]+$')" }
                  - { rule: %s, check: amount >= 0 }
            outputs:
              orders: { connection: warehouse, table: %s, mode: replace, key: [order_id] }
        models:
          %s_by_country:
            sql: >-
              SELECT country, count(*) AS orders, sum(amount) AS amount
              FROM {ref:orders} GROUP BY 1
        checks:
          - { on: orders, not_null: [order_id, email] }
          - { on: %s_by_country, unique: [country] }
        %s"""
        .formatted(
            name, path, splitSize, bronze(), RULE_EMAIL, RULE_AMOUNT, silver(), name, name, checks);
  }
}
