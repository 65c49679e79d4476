package dev.penstock.api.access;

/**
 * Who may send one kind of request.
 *
 * @param template the address with its parameters, as the OpenAPI document has it
 * @param reach what a scope means for it
 */
public record Rule(String method, String template, Need need, Reach reach) {

  /** Whoever may. */
  public enum Need {
    /** Everybody, also without credentials. */
    NOTHING,
    /** Everybody with credentials, also without a role. */
    CREDENTIALS,
    VIEWER,
    /** The role that may see records: see {@link AccessSettings#records}. */
    RECORDS,
    OPERATOR,
    ADMIN
  }

  /** What a scope means for a request. */
  public enum Reach {
    /** It is about no pipeline. */
    NONE,
    /** The first parameter of the path names the pipeline. */
    PIPELINE,
    /** The first parameter of the path names a run. */
    RUN,
    /** The first parameter of the path names a backfill. */
    BACKFILL,
    /** It answers with what is in the scope, by itself. */
    LIST,
    /** The query parameter {@code pipeline} names the pipeline; needed where there is a scope. */
    QUERY,
    /** It is about all pipelines: refused where there is a scope. */
    ALL
  }
}
