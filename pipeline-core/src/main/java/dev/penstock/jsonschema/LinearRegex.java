package dev.penstock.jsonschema;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import com.networknt.schema.regex.RegularExpression;

/** A regular expression without backtracking; found anywhere in a text, as JSON Schema wants. */
final class LinearRegex implements RegularExpression {
  private static final int LONGEST = 1_000;

  private final Pattern pattern;

  LinearRegex(String regex) {
    if (regex.length() > LONGEST) {
      throw new Refused("a regular expression has more than " + LONGEST + " characters");
    }
    try {
      this.pattern = Pattern.compile(regex);
    } catch (PatternSyntaxException e) {
      throw new Refused(
          "RE2 does not take the regular expression " + regex + ": " + e.getMessage());
    }
  }

  @Override
  public boolean matches(String value) {
    return pattern.matcher(value).find();
  }

  /** The expression is not one. */
  static final class Refused extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Refused(String message) {
      super(message);
    }
  }
}
