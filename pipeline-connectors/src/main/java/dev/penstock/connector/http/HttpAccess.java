package dev.penstock.connector.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.penstock.connector.Cancellation;
import dev.penstock.error.PenstockException;
import dev.penstock.error.PermanentException;
import dev.penstock.error.TransientException;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Flow;
import java.util.concurrent.FutureTask;
import java.util.zip.GZIPInputStream;

/**
 * The requests of one connection: signed in, spread over time, tried again where that can help, and
 * kept on the connection's host. Shared by all readers of the connection in a process; thread-safe.
 *
 * <p>Methods throw {@link PermanentException} or {@link TransientException}, whose texts hold
 * neither host nor secret, and {@link dev.penstock.connector.Cancelled} soon after a cancellation.
 */
public final class HttpAccess implements AutoCloseable {
  private static final int MAX_REDIRECTS = 5;
  private static final String AGENT = "Penstock";

  private final HttpSettings settings;
  private final Retries retries;
  private final HttpErrors errors;
  private final RateLimit rate;
  private final HttpClient client;
  private final SignIn signIn;
  private final Urls.Origin origin;

  HttpAccess(HttpSettings settings, Retries retries) {
    this.settings = settings;
    this.retries = retries;
    this.errors = new HttpErrors(settings);
    this.rate = new RateLimit(settings.rateLimit());
    this.client =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(settings.connectTimeout())
            .build();
    this.signIn = new SignIn(settings.auth(), this::token);
    this.origin = Urls.Origin.of(settings.base());
  }

  /** Whether the server has nothing at the path that it was asked for. */
  public static boolean isNotFound(PermanentException e) {
    return e.problems().getFirst().code().equals(HttpErrors.NOT_FOUND);
  }

  /** How messages name the connection. */
  public String described() {
    return "connection " + settings.connection();
  }

  /** The longest document that {@link HttpCall.Kind#DOCUMENT} gives, in bytes. */
  public long maxResponseBytes() {
    return settings.maxResponseBytes();
  }

  /** A place for messages: the connection and the path inside it. */
  public String where(URI target) {
    return errors.where(target);
  }

  /**
   * Checks a path without asking for it.
   *
   * @throws PermanentException where it is absolute or leaves the base URL
   */
  public void check(String path) {
    Urls.refusal(path)
        .ifPresent(
            why -> {
              throw errors.path(path, why);
            });
  }

  /** Whether a path stays inside the base URL. */
  public boolean mayAsk(String path) {
    return Urls.refusal(path).isEmpty();
  }

  /** A path that this connection cannot ask for. */
  PermanentException refused(String path, String why) {
    return errors.path(path, why);
  }

  /** The URL of a path below the base URL. */
  public URI target(String path, Map<String, String> query) {
    check(path);
    return Urls.below(settings.base(), path, query);
  }

  /**
   * The URL of a link that the server gave, without the connection's key.
   *
   * @throws PermanentException where it leads to another host or scheme
   */
  public URI link(URI from, String link) {
    URI to =
        Urls.resolve(from, link)
            .orElseThrow(() -> errors.link(from, "is not a URL that can be followed."));
    if (!Urls.Origin.of(to).equals(origin)) {
      throw errors.link(from, "leads to another host or scheme.");
    }
    return settings.auth() instanceof Auth.Query(String name, _) ? Urls.without(to, name) : to;
  }

  /** Whether the connection alone may set this query parameter. */
  public boolean ownsParameter(String name) {
    return settings.auth() instanceof Auth.Query query && query.name().equals(name);
  }

  /** Whether the connection alone may set this header. */
  public boolean ownsHeader(String name) {
    boolean signs =
        settings.auth() instanceof Auth.Header header && header.name().equalsIgnoreCase(name);
    return signs
        || Headers.isOwn(name)
        || settings.headers().keySet().stream().anyMatch(name::equalsIgnoreCase);
  }

  /** Whether a server's text holds nothing that must stay secret. */
  public boolean mayTell(String text) {
    return errors.mayTell(text);
  }

  /** Sends a request, reads its response, and tries both again where that can help. */
  public <T> T exchange(HttpCall call, Cancellation cancellation, HttpAnswer.Reader<T> reader) {
    for (int attempt = 1; ; attempt++) {
      try {
        return once(call, cancellation, reader);
      } catch (Repeatable e) {
        if (attempt >= retries.attempts()) {
          throw e.error();
        }
        Waits.pause(retries.delay(attempt, e.wanted()), cancellation);
      }
    }
  }

  /** Ends what is under way. */
  @Override
  public void close() {
    client.shutdownNow();
  }

  private <T> T once(HttpCall call, Cancellation cancellation, HttpAnswer.Reader<T> reader)
      throws Repeatable {
    URI target = call.target();
    try {
      Optional<SignIn.Proof> proof = signIn.proof(cancellation);
      boolean renewed = false;
      int redirects = 0;
      while (true) {
        Response response = send(call, target, proof, cancellation);
        try (response) {
          int status = response.status();
          if (status == 401 && !renewed && signIn.renews()) {
            renewed = true;
            signIn.refused(proof, cancellation);
            proof = signIn.proof(cancellation);
          } else if (status / 100 == 2) {
            return reader.read(response.answer(target));
          } else if (isRedirect(status)) {
            redirects++;
            target = redirected(call, target, status, response.headers(), redirects);
          } else {
            throw refused(target, response);
          }
        }
      }
    } catch (IOException e) {
      throw repeatable(errors.lost(target, e));
    }
  }

  private Response send(
      HttpCall call, URI target, Optional<SignIn.Proof> proof, Cancellation cancellation)
      throws IOException {
    boolean document = call.kind() == HttpCall.Kind.DOCUMENT;
    boolean home = Urls.Origin.of(target).equals(origin);
    URI url = home && proof.isPresent() ? proof.get().on(target) : target;
    HttpRequest.Builder request = HttpRequest.newBuilder(url).setHeader("User-Agent", AGENT);
    request.setHeader("Accept-Encoding", document ? "gzip" : "identity");
    if (home) {
      call.headers().forEach(request::setHeader);
      settings.headers().forEach(request::setHeader);
      proof.ifPresent(p -> p.on(request));
    }
    if (call.body().isPresent()) {
      byte[] body = call.body().get().getBytes(UTF_8);
      if (body.length > settings.maxRequestBytes()) {
        throw errors.request(
            target, "The request has more than " + settings.maxRequestBytes() + " bytes.");
      }
      request.setHeader("Content-Type", "application/json");
      request.POST(HttpRequest.BodyPublishers.ofByteArray(body));
    }
    return open(request.build(), target, document, cancellation);
  }

  private Response open(
      HttpRequest request, URI target, boolean document, Cancellation cancellation)
      throws IOException {
    rate.acquire(cancellation);
    long deadline = System.nanoTime() + settings.timeout().toNanos();
    // Not sendAsync, whose result waits for a thread of the common pool, which others may block.
    FutureTask<HttpResponse<Flow.Publisher<List<ByteBuffer>>>> exchange =
        new FutureTask<>(() -> client.send(request, HttpResponse.BodyHandlers.ofPublisher()));
    Thread.ofVirtual().name("http " + settings.connection()).start(exchange);
    HttpResponse<Flow.Publisher<List<ByteBuffer>>> response =
        Waits.await(exchange, deadline, cancellation);
    long end = document ? deadline : System.nanoTime() + Long.MAX_VALUE / 2;
    BodyStream body = new BodyStream(settings.timeout(), end, cancellation);
    response.body().subscribe(body);
    return new Response(response, target, body, document);
  }

  private static boolean isRedirect(int status) {
    return status >= 301 && status <= 303 || status == 307 || status == 308;
  }

  private URI redirected(
      HttpCall call, URI target, int status, HttpHeaders headers, int redirects) {
    if (redirects > MAX_REDIRECTS) {
      throw errors.redirect(target, "and that more than " + MAX_REDIRECTS + " times in a row.");
    }
    if (call.body().isPresent() && status < 307) {
      throw errors.redirect(target, "in a way that would lose its body.");
    }
    URI to =
        headers
            .firstValue("Location")
            .flatMap(location -> Urls.resolve(target, location))
            .orElseThrow(() -> errors.redirect(target, "but not to a URL that can be followed."));
    Urls.Origin other = Urls.Origin.of(to);
    if (!other.scheme().equals(origin.scheme())) {
      throw errors.redirect(target, "but to another scheme.");
    }
    if (!other.equals(origin) && !(mayVisit(other) && call.body().isEmpty())) {
      throw errors.redirect(target, "but to another host.");
    }
    return to;
  }

  private boolean mayVisit(Urls.Origin other) {
    int usual = other.scheme().equals("https") ? 443 : 80;
    return settings.redirectHosts().contains(other.host() + ":" + other.port())
        || other.port() == usual && settings.redirectHosts().contains(other.host());
  }

  private PermanentException refused(URI target, Response response) throws Repeatable {
    PenstockException error = errors.status(target, response.status(), response.excerpt());
    return switch (error) {
      case PermanentException permanent -> permanent;
      case TransientException passing ->
          throw new Repeatable(
              passing,
              Retries.retryAfter(response.headers().firstValue("Retry-After"), Clock.systemUTC()));
    };
  }

  private static Repeatable repeatable(PenstockException error) {
    return switch (error) {
      case PermanentException permanent -> throw permanent;
      case TransientException passing -> new Repeatable(passing, Optional.empty());
    };
  }

  private Tokens.Token token(Auth.OAuth2 auth, Cancellation cancellation)
      throws IOException, Repeatable {
    HttpRequest request =
        HttpRequest.newBuilder(auth.tokenUrl())
            .setHeader("User-Agent", AGENT)
            .setHeader("Accept", "application/json")
            .setHeader("Authorization", auth.basic())
            .setHeader("Content-Type", "application/x-www-form-urlencoded")
            .POST(HttpRequest.BodyPublishers.ofString(SignIn.form(auth)))
            .build();
    try (Response response = open(request, auth.tokenUrl(), true, cancellation)) {
      if (HttpErrors.mayPass(response.status())) {
        throw refused(auth.tokenUrl(), response);
      }
      if (response.status() != 200) {
        throw errors.signIn(response.status(), response.excerpt());
      }
      return SignIn.token(response.answer(auth.tokenUrl()).body()).orElseThrow(errors::badToken);
    }
  }

  /** A response with the limits that hold for its body. */
  private final class Response implements AutoCloseable {
    private static final int EXCERPT = 4096;

    private final HttpResponse<?> response;
    private final URI target;
    private final BodyStream body;
    private final boolean document;

    Response(HttpResponse<?> response, URI target, BodyStream body, boolean document) {
      this.response = response;
      this.target = target;
      this.body = body;
      this.document = document;
    }

    int status() {
      return response.statusCode();
    }

    HttpHeaders headers() {
      return response.headers();
    }

    HttpAnswer answer(URI from) throws IOException {
      return new HttpAnswer(from, status(), headers(), bounded());
    }

    /** The beginning of an error's text; empty where it cannot be had. */
    String excerpt() {
      try {
        return new String(bounded().readNBytes(EXCERPT), UTF_8);
      } catch (IOException | PenstockException e) {
        return "";
      }
    }

    @Override
    public void close() {
      body.close();
    }

    private InputStream bounded() throws IOException {
      long limit = document ? settings.maxResponseBytes() : settings.maxFileBytes();
      String setting = document ? "max_response_bytes" : "max_file_bytes";
      InputStream in = new LimitedStream(body, limit, () -> errors.tooLong(target, limit, setting));
      if (headers().firstValueAsLong("Content-Length").orElse(0) > limit) {
        throw errors.tooLong(target, limit, setting);
      }
      boolean packed =
          headers()
              .firstValue("Content-Encoding")
              .map(e -> e.equalsIgnoreCase("gzip"))
              .orElse(false);
      if (document && packed && status() != 204) {
        in =
            new LimitedStream(
                new GZIPInputStream(in), limit, () -> errors.tooLong(target, limit, setting));
      }
      return in;
    }
  }
}
