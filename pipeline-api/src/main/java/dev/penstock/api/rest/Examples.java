package dev.penstock.api.rest;

/** What the OpenAPI document shows. */
final class Examples {
  static final String DEFINITION =
      """
      apiVersion: penstock/v1
      name: orders
      streams:
        orders:
          source: { connection: examples, path: orders.csv, format: csv }
          steps:
            - cast: { amount: "decimal(12,2)" }
          outputs:
            orders: { connection: warehouse, table: silver.orders, mode: replace, key: [order_id] }
      """;

  static final String PIPELINE =
      """
      {
        "id": "6f0e2a3c-0c53-4b0f-9a53-6f5a0a3f9a11",
        "name": "orders",
        "version": 1,
        "description": "",
        "createdAt": "2026-01-05T08:00:00Z",
        "definition": "apiVersion: penstock/v1\\nname: orders\\n"
      }""";

  static final String PROBLEM =
      """
      {
        "type": "urn:penstock:problem:unknown-step",
        "title": "The definition is not valid",
        "status": 422,
        "detail": "streams.orders.steps[2]: There is no step `valdate`. Did you mean `validate`?",
        "instance": "/api/v1/pipelines/orders",
        "problems": [
          {
            "code": "unknown-step",
            "where": "streams.orders.steps[2]",
            "message": "There is no step `valdate`.",
            "advice": "Did you mean `validate`?"
          }
        ]
      }""";

  static final String RUN =
      """
      {
        "id": "0b7c1a52-5c4f-4b57-a8c1-0a4e2a5f1d9e",
        "pipelineId": "6f0e2a3c-0c53-4b0f-9a53-6f5a0a3f9a11",
        "pipeline": "orders",
        "version": 1,
        "mode": "incremental",
        "from": "source",
        "until": "gold",
        "dryRun": false,
        "state": "RUNNING",
        "epoch": 1,
        "createdAt": "2026-01-05T08:00:00Z",
        "startedAt": "2026-01-05T08:00:00Z",
        "finishedAt": null,
        "durationMillis": 840,
        "stages": [
          {"stage": "extract", "state": "RUNNING", "records": 10000, "rejected": 2, "filtered": 0,
           "startedAt": "2026-01-05T08:00:00Z", "finishedAt": null}
        ],
        "completedStages": [],
        "streams": [
          {"name": "orders", "planned": true, "notes": [], "splits": 1, "splitsDone": 0, "bytes": 2400000,
           "bytesRead": 1200000, "splitList": []}
        ],
        "books": {"balanced": false, "entries": []},
        "rejects": {"total": 2, "kept": 2, "byRule": []},
        "warnings": [
          {"stream": "orders", "step": "steps[1].validate", "rule": "amount at most 1000", "count": 3,
           "examplePlace": "orders.csv:7", "exampleMessage": "amount: 1200.00 is not at most 1000"}
        ],
        "checks": [],
        "tables": [],
        "ddl": [],
        "problems": [],
        "retrying": null,
        "stalled": null,
        "retryable": null,
        "cleaned": false,
        "replay": null,
        "priority": 0,
        "attempt": 1,
        "notBefore": null,
        "trigger": {"kind": "manual", "of": null, "due": null},
        "parameters": {"from": "2026-01-01"},
        "environment": "prod",
        "overrides": {},
        "limit": 0,
        "streamsLoaded": ["orders"],
        "waiting": null
      }""";

  static final String REJECTS =
      """
      {
        "items": [
          {
            "id": 1,
            "place": "orders.csv:812",
            "stage": "transform",
            "step": "steps[0].cast",
            "rule": "amount is a decimal(12,2)",
            "message": "amount: `12,5` is not a decimal(12,2).",
            "errorClass": "conversion",
            "version": 3,
            "output": "",
            "original": "{\\"order_id\\":\\"811\\",\\"amount\\":\\"12,5\\"}",
            "stream": "orders",
            "split": "0",
            "sequence": 0,
            "status": "open",
            "reason": null,
            "replayRun": null,
            "attempts": 0,
            "changedAt": null
          }
        ],
        "next": null
      }""";

  static final String REJECT_TOTALS =
      """
      {
        "total": 12000,
        "kept": 10000,
        "byRule": [
          {"stream": "orders", "stage": "transform", "step": "steps[0].cast",
           "rule": "amount is a decimal(12,2)", "errorClass": "conversion", "count": 12000,
           "examplePlace": "orders.csv:812",
           "exampleMessage": "amount: `12,5` is not a decimal(12,2)."}
        ],
        "byErrorClass": {"conversion": 12000},
        "byStage": {"transform": 12000},
        "byStep": [
          {"stream": "orders", "stage": "transform", "step": "steps[0].cast", "count": 12000}
        ],
        "byStatus": {"open": 9990, "dismissed": 10}
      }""";

  static final String CHECKS =
      """
      {
        "quality": {
          "score": 99.5, "read": 1000, "rejected": 3,
          "tables": [{"name": "orders", "score": 99.5, "checks": 2, "warned": 1, "failed": 0}]
        },
        "items": [
          {"number": 1, "check": "orders: unique order_id", "on": "orders", "outcome": "passed",
           "severity": "error", "message": "no two rows agree in order_id", "failing": 0,
           "total": 997, "score": 100.00, "kept": 0},
          {"number": 2, "check": "orders: range amount at most 10000", "on": "orders",
           "outcome": "warned", "severity": "warn",
           "message": "15 rows whose amount is not at most 10000", "failing": 15, "total": 997,
           "score": 98.49, "kept": 15}
        ]
      }""";

  static final String FAILING_ROWS =
      """
      {
        "check": {
          "number": 2, "check": "orders: range amount at most 10000", "on": "orders",
          "outcome": "warned", "severity": "warn",
          "message": "15 rows whose amount is not at most 10000", "failing": 15, "total": 997,
          "score": 98.49, "kept": 15
        },
        "items": [{"order_id": "17", "amount": "12000.00", "note": "NULL"}]
      }""";

  static final String ROW =
      """
      {
        "table": "silver.orders",
        "row": {"order_id": 17, "amount": 12.50},
        "run": "01JD0V8C5ZQ4", "pipeline": "shop", "version": 3,
        "stream": "orders", "output": "orders", "split": "orders.csv-0",
        "origin": "orders.csv", "place": 18,
        "raw": {
          "table": "bronze.orders",
          "record": {"order_id": "17", "amount": "12.5", "_source_place": "orders.csv:18"}
        },
        "note": null
      }""";

  static final String DISMISS =
      """
      {"filter": {"rule": "amount is a decimal(12,2)"}, "reason": "test orders of March"}""";

  static final String DISMISS_IDS =
      """
      {"ids": [1, 2], "reason": "test orders of March"}""";

  static final String REJECTS_CHANGED =
      """
      {"matched": 2, "changed": 2}""";

  static final String CHECK =
      """
      {
        "name": "examples",
        "type": "files",
        "ok": true,
        "durationMillis": 2,
        "findings": [{"what": "read", "ok": true, "message": "The root folder can be listed."}],
        "problems": []
      }""";

  static final String PREVIEW =
      """
      {
        "pipeline": "orders",
        "streams": [
          {
            "name": "orders",
            "columns": [{"name": "order_id", "type": "varchar"}, {"name": "amount", "type": "varchar"}],
            "outputColumns": [
              {"name": "order_id", "type": "varchar"}, {"name": "amount", "type": "decimal(12,2)"}
            ],
            "rows": [{"order_id": "1", "amount": 12.50}],
            "outputs": [
              {
                "name": "orders",
                "columns": [
                  {"name": "order_id", "type": "varchar"}, {"name": "amount", "type": "decimal(12,2)"}
                ],
                "rows": [{"order_id": "1", "amount": 12.50}],
                "filtered": 0,
                "merged": 0
              }
            ],
            "read": 1,
            "filtered": 0,
            "rejects": [],
            "warnings": [],
            "notes": [],
            "problems": []
          }
        ]
      }""";

  static final String EVENT =
      """
      id: 4711
      event: run.updated
      data: {"specversion":"1.0","type":"dev.penstock.run.updated", ...}
      """;

  private Examples() {}
}
