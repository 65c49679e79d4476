package dev.penstock.api.rest;

import dev.penstock.api.access.AccessSettings;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * Who asks.
 *
 * @param pipelines the scope of the key; empty for all
 */
@Schema(name = "Me")
public record Me(
    @Schema(examples = "ada") String name,
    @Schema(
            examples = "session",
            enumeration = {"open", "key", "token", "session"})
        String kind,
    List<String> roles,
    List<String> pipelines,
    @Schema(
            examples = "required",
            enumeration = {"none", "required"})
        String authentication,
    Login login) {
  public Me {
    roles = List.copyOf(roles);
    pipelines = List.copyOf(pipelines);
  }

  /**
   * How a browser can log in.
   *
   * @param key whether {@code POST /api/v1/session} takes a key
   * @param oidc where the identity provider's login begins; {@code null} where there is none
   */
  @Schema(name = "Login")
  public record Login(boolean key, @Nullable String oidc) {
    private static final String OIDC = "/api/v1/session/oidc";

    static Login of(AccessSettings settings) {
      return new Login(settings.required(), settings.browserLogin() ? OIDC : null);
    }
  }
}
