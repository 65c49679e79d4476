package dev.penstock.connector.parquet;

/** Rows of every type that DuckDB writes to Parquet. */
final class TestRows {
  /** A query; takes the number of rows. */
  static final String ALL_TYPES =
      """
      SELECT
        i AS id,
        (i %% 100)::tinyint AS i8,
        (i %% 256)::utinyint AS u8,
        i::smallint AS i16,
        i::usmallint AS u16,
        i::integer AS i32,
        i::uinteger AS u32,
        (18446744073709551615::ubigint - i::ubigint) AS u64,
        CASE WHEN i %% 3 > 0 THEN i * 1.5::double END AS f64,
        (i * 0.25)::float AS f32,
        (i / 7)::decimal(12,2) AS d12,
        (i * 12345678901234567890::decimal(38,0) / 1)::decimal(38,4) AS d38,
        i %% 2 = 0 AS b,
        'Grüße ' || (i %% 50) AS t,
        CASE WHEN i %% 5 = 0 THEN '' END AS e,
        date '1900-01-01' + (i %% 90000)::int AS d,
        time '23:59:59.123456' - to_seconds(i %% 80000) AS tm,
        timestamp '1969-12-31 23:59:59.999999' + to_seconds(i) AS ts,
        (timestamp '2026-01-31 10:00:00.5' + to_seconds(i))::timestamptz AS tz,
        (timestamp '2026-01-31 10:00:00.000001')::timestamp_ns AS tns,
        (timestamp '2026-01-31 10:00:00')::timestamp_ms AS tms,
        ('01890a5d-ac96-774b-bcce-' || lpad(i::varchar, 12, '0'))::uuid AS u,
        ('{"a": [' || i || ', null]}')::json AS j,
        ('x' || i)::blob AS bin,
        CASE WHEN i %% 4 > 0 THEN [i, NULL, 2] END AS l,
        ['a', NULL, 'ß' || i] AS lt,
        {'x': i, 'y': 'q' || i, 'z': {'w': i / 2}} AS st,
        map {'k' || i: i, 'other': NULL} AS m,
        [{'a': i, 'b': [i]}] AS ls,
        [[i], [], NULL] AS ll,
        CASE WHEN i %% 2 = 0 THEN 'left' ELSE 'right' END::varchar AS dict,
        NULL::integer AS nothing
      FROM range(%d) r(i)
      """
          .replace("i::smallint", "(i %% 30000)::smallint")
          .replace("i::usmallint", "(i %% 60000)::usmallint");

  private TestRows() {}
}
